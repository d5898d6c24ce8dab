package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Team;

/**
 * Where the walk over an arena can be cut for several threads. Chunks that are known to begin without a walk are the free
 * ones that the bins name, and the first ones of heaps. A few steps from there two live chunks meet: across such a border
 * goes no hole, nothing that trimming would give back, and nothing that a block pins. That it is one is proven by the walk
 * of the part before, which ends there.
 */
final class Borders {
    /** A part's first chunk. */
    record Border(int piece, long chunk) {
        static final Border NONE = new Border(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private static final int MOST_STEPS = 4096;
    /** Free chunks for each part. */
    private static final int CHOICE = 64;

    private final MemoryWindow memory;
    private final Arena arena;
    private final List<HeapPiece> pieces;
    private final CachedChunks cached;

    private Borders(MemoryWindow memory, Arena arena, List<HeapPiece> pieces, CachedChunks cached) {
        this.memory = memory;
        this.arena = arena;
        this.pieces = pieces;
        this.cached = cached;
    }

    /** As many as {@code team} can make use of, in the order of the walk. */
    static List<Border> of(MemoryWindow memory, Arena arena, List<HeapPiece> pieces, CachedChunks cached, Team team) {
        long bytes =
                pieces.stream().mapToLong(piece -> piece.end() - piece.chunks()).sum();
        int parts = team.partsOf(bytes);
        return parts <= 1 ? List.of() : new Borders(memory, arena, pieces, cached).cut(parts, bytes / parts);
    }

    private List<Border> cut(int parts, long part) {
        long[] known = knownChunks(parts);
        List<Border> borders = new ArrayList<>();
        long wanted = part;
        long before = 0;
        for (int i = 0; i < pieces.size(); i++) {
            HeapPiece piece = pieces.get(i);
            long end = before + (piece.end() - piece.chunks());
            while (wanted < end) {
                long near =
                        wanted - before <= 0 ? piece.chunks() : firstFrom(known, piece.chunks() + (wanted - before));
                long chunk = near < piece.end() ? between(near, piece) : -1;
                if (chunk < 0) {
                    break;
                }
                borders.add(new Border(i, chunk));
                wanted = before + (chunk - piece.chunks()) + part;
            }
            before = end;
        }
        return borders;
    }

    /** The first chunk at or behind {@code known} that is live and has a live one before it; -1 when none is near. */
    private long between(long known, HeapPiece piece) {
        long chunk = known;
        boolean isLive = false;
        for (int i = 0;
                i < MOST_STEPS && chunk <= piece.end() - 2 * ChunkHeader.SMALLEST && chunk != arena.top();
                i++) {
            boolean wasLive = isLive;
            if (!memory.covers(chunk, ChunkHeader.BYTES)) {
                return -1;
            }
            long head = memory.word(chunk + ChunkHeader.SIZE);
            long size = ChunkHeader.size(head);
            long next = chunk + size;
            if (size < ChunkHeader.SMALLEST
                    || !ChunkHeader.isAligned(size)
                    || (head & ChunkHeader.MAPPED) != 0
                    || size > piece.end() - chunk - ChunkHeader.SMALLEST
                    || !memory.covers(next, ChunkHeader.BYTES)) {
                return -1;
            }
            isLive = (memory.word(next + ChunkHeader.SIZE) & ChunkHeader.PREVIOUS_IN_USE) != 0
                    && cached.address(cached.firstFrom(chunk)) != chunk;
            if (wasLive && isLive) {
                return chunk;
            }
            chunk = next;
        }
        return -1;
    }

    private static long firstFrom(long[] sorted, long address) {
        int found = Arrays.binarySearch(sorted, address);
        int index = found >= 0 ? found : -found - 1;
        return index < sorted.length ? sorted[index] : Long.MAX_VALUE;
    }

    /** Free chunks from all bins in turn, enough to have one near each border. Nothing here is trusted yet. */
    private long[] knownChunks(int parts) {
        AddressRanges heaps = new AddressRanges();
        pieces.forEach(piece -> heaps.add(piece.chunks(), piece.end()));
        LongList known = new LongList();
        LongList ahead = new LongList();
        for (int number = 1; number <= ArenaLayout.BINS; number++) {
            ahead.add(arena.layout().bin(arena.address(), number));
        }
        while (ahead.size() > 0 && known.size() < CHOICE * parts) {
            LongList next = new LongList();
            for (int i = 0; i < ahead.size(); i++) {
                long link = ahead.get(i) + ChunkHeader.FORWARD;
                long chunk = memory.covers(link, Long.BYTES) ? memory.word(link) : 0;
                if (Addresses.isChunk(chunk) && heaps.hold(chunk)) {
                    known.add(chunk);
                    next.add(chunk);
                }
            }
            ahead = next;
        }
        return Arrays.stream(known.toArray()).sorted().toArray();
    }
}
