package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Violations;

/**
 * One heap, from its lists to its last page. First the ring, the lists of chunks, huge blocks and free slots; then all its
 * memory by address, slots of a run and of one state poured at once. What is found in use has to be, to the byte, what the
 * heap says is in use.
 */
final class HeapWalk {
    /** A piece of memory: a chunk of the ring by its index, or one of the other two. */
    private record Piece(long address, long size, int ringIndex, BlockState state) {}

    private final HeapPlace place;
    private final HeapFields fields;
    private final RingChunks ring;
    private final List<KeptChunks.Kept> kept;
    private final List<HugeBlocks.Huge> huge;
    private final BlockSink sink;
    private final Violations violations;
    private final WalkedHeap walked;

    private HeapWalk(
            HeapPlace place,
            HeapFields fields,
            ByteReader memory,
            DataMemory data,
            BlockSink sink,
            Violations violations) {
        this.place = place;
        this.fields = fields;
        this.sink = sink;
        this.violations = violations;
        this.ring = RingChunks.read(place, fields, memory, data, violations);
        this.kept = KeptChunks.of(fields, place.layout(), ring, memory, data, violations);
        this.huge = HugeBlocks.of(fields, ring, memory, data, violations);
        new FreeLists(fields, place.layout(), ring, memory, violations).mark();
        this.walked = new WalkedHeap(fields, ring, kept, huge);
    }

    /** Pours all blocks of the heap at {@code place} into {@code sink}. */
    static WalkedHeap walk(HeapPlace place, ByteReader memory, DataMemory data, BlockSink sink, Violations violations) {
        ChunkHeader header = new ChunkHeader(memory);
        if (!header.read(place.mainChunk()) || !header.isMain()) {
            violations.add("the heap cannot be read", place.mainChunk());
            return WalkedHeap.NONE;
        }
        HeapFields fields = HeapFields.in(header, place.layout());
        return new HeapWalk(place, fields, memory, data, sink, violations).pour();
    }

    private WalkedHeap pour() {
        long end = 0;
        for (Piece piece : pieces()) {
            if (piece.address() < end) {
                violations.add("two pieces of the heap lie over each other", piece.address());
                continue;
            }
            end = piece.address() + piece.size();
            if (piece.ringIndex() >= 0) {
                chunk(piece.ringIndex(), piece.address());
            } else {
                sink.block(piece.address(), piece.size(), piece.state());
            }
        }
        if (walked.inUse() != fields.size()) {
            violations.add("what is in use does not add up to what the heap says: approximate", place.heap());
        }
        return walked;
    }

    private List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < ring.count(); i++) {
            pieces.add(new Piece(ring.address(i), ZendLayout.CHUNK, i, BlockState.LIVE));
        }
        for (KeptChunks.Kept each : kept) {
            pieces.add(new Piece(each.address(), ZendLayout.CHUNK, -1, BlockState.CACHED));
        }
        for (HugeBlocks.Huge each : huge) {
            pieces.add(new Piece(each.address(), each.size(), -1, BlockState.LIVE));
        }
        pieces.sort(Comparator.comparingLong(Piece::address));
        return pieces;
    }

    private void chunk(int index, long base) {
        sink.block(base, ZendLayout.PAGE, BlockState.OVERHEAD);
        int page = 1;
        while (page < ZendLayout.PAGES) {
            long address = base + (long) page * ZendLayout.PAGE;
            if (!ring.isUsed(index, page)) {
                int behind = page + 1;
                while (behind < ZendLayout.PAGES && !ring.isUsed(index, behind)) {
                    behind++;
                }
                long bytes = (long) (behind - page) * ZendLayout.PAGE;
                sink.block(address, bytes, behind == ZendLayout.PAGES ? BlockState.TOP : BlockState.FREE);
                page = behind;
            } else {
                page += run(index, page, address);
            }
        }
    }

    /** The run that begins at {@code page}: how many pages it has. */
    private int run(int index, int page, long address) {
        int entry = ring.entry(index, page);
        if (ZendLayout.isLarge(entry)) {
            int pages = ZendLayout.largePages(entry);
            if (pages > 0 && pages <= ZendLayout.PAGES - page && isUsed(index, page, pages)) {
                sink.block(address, (long) pages * ZendLayout.PAGE, BlockState.LIVE);
                walked.large(index, pages);
                return pages;
            }
        } else if (ZendLayout.isSmall(entry) && isSmallRun(index, page, ZendLayout.bin(entry))) {
            int bin = ZendLayout.bin(entry);
            slots(index, page, address, bin);
            walked.small(index, bin, ring.freeSlots(index, page));
            return Bins.pages(bin);
        }
        violations.add("a page in use belongs to no run", address);
        sink.block(address, ZendLayout.PAGE, BlockState.LIVE);
        return 1;
    }

    private boolean isSmallRun(int index, int page, int bin) {
        if (bin >= Bins.COUNT || page + Bins.pages(bin) > ZendLayout.PAGES || !isUsed(index, page, Bins.pages(bin))) {
            return false;
        }
        for (int i = 1; i < Bins.pages(bin); i++) {
            int rest = ring.entry(index, page + i);
            if (!ZendLayout.isSmallRest(rest) || ZendLayout.bin(rest) != bin || ZendLayout.distance(rest) != i) {
                return false;
            }
        }
        return true;
    }

    private boolean isUsed(int index, int page, int pages) {
        for (int i = 1; i < pages; i++) {
            if (!ring.isUsed(index, page + i)) {
                return false;
            }
        }
        return true;
    }

    /** The slots of a run: neighbours of one state together, then what is left at its end. */
    private void slots(int index, int page, long address, int bin) {
        int size = Bins.size(bin);
        int slots = Bins.slots(bin);
        int free = ring.freeSlots(index, page);
        if (free == 0 || free == slots) {
            sink.blocks(address, size, slots, free == 0 ? BlockState.LIVE : BlockState.FREE);
        } else {
            int offset = page * ZendLayout.PAGE;
            int first = 0;
            boolean isFree = ring.isFree(index, offset);
            for (int slot = 1; slot < slots; slot++) {
                boolean isNext = ring.isFree(index, offset + slot * size);
                if (isNext != isFree) {
                    sink.blocks(address + (long) first * size, size, slot - first, state(isFree));
                    first = slot;
                    isFree = isNext;
                }
            }
            sink.blocks(address + (long) first * size, size, slots - first, state(isFree));
        }
        int tail = Bins.pages(bin) * ZendLayout.PAGE - slots * size;
        if (tail > 0) {
            sink.block(address + (long) slots * size, tail, BlockState.OVERHEAD);
        }
    }

    private static BlockState state(boolean isFree) {
        return isFree ? BlockState.FREE : BlockState.LIVE;
    }
}
