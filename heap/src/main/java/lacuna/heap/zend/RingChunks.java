package lacuna.heap.zend;

import java.util.Arrays;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Violations;

/**
 * The chunks in use of one heap, in the order of their ring, with their page maps: about 4 KiB of ours for each, and a bit
 * for each possible slot of those that have free ones.
 */
final class RingChunks {
    /** Of 2 MiB each: 8 GiB of one heap, far above what any memory_limit is. */
    static final int MOST = 4096;

    /** What became of marking a slot as free. */
    enum Marked {
        YES,
        TWICE,
        NO_CHUNK,
        NO_SLOT
    }

    private final ZendLayout layout;
    private final int slotShift;
    private long[] addresses = new long[16];
    private int[] freePages = new int[16];
    private int[] freeTails = new int[16];
    private int[] numbers = new int[16];
    private int[][] maps = new int[16][];
    private long[][] bits = new long[16][];
    private short[][] freeSlots = new short[16][];
    private long[][] slotBits = new long[16][];
    private int count;
    private long[] sorted = new long[0];
    private int[] order = new int[0];
    private int lastIndex;

    /** {@code smallestSlot} is of all slots that {@link #mark} will be asked for. */
    private RingChunks(ZendLayout layout, int smallestSlot) {
        this.layout = layout;
        this.slotShift = Integer.numberOfTrailingZeros(Integer.highestOneBit(smallestSlot));
    }

    /** Follows the ring from the main chunk on, for as long as it leads through chunks of the heap. */
    static RingChunks read(
            HeapPlace place, HeapFields fields, ByteReader memory, DataMemory data, Violations violations) {
        RingChunks ring =
                new RingChunks(place.layout(), Bins.size(fields.freeSlots().getFirst() == 0 ? 1 : 0));
        ChunkHeader header = new ChunkHeader(memory);
        long chunk = place.mainChunk();
        long before = 0;
        do {
            if (ring.count == MOST) {
                violations.add("more chunks than are read", chunk);
                break;
            }
            if (!data.holds(chunk, ZendLayout.CHUNK) || !header.read(chunk)) {
                violations.add("a chunk of the ring cannot be read", chunk);
                break;
            }
            if (header.word(0) != place.heap() || (before != 0 && header.previous() != before)) {
                violations.add("the ring of chunks is broken", chunk);
                break;
            }
            ring.add(chunk, header, violations);
            before = chunk;
            chunk = header.next();
        } while (chunk != place.mainChunk());
        ring.sort(violations);
        if (ring.count != fields.chunks()) {
            violations.add("the ring has not as many chunks as the heap says", place.mainChunk());
        }
        return ring;
    }

    int count() {
        return count;
    }

    long address(int index) {
        return addresses[index];
    }

    int number(int index) {
        return numbers[index];
    }

    /** The {@code rank}th by address, as an index into the ring. */
    int byAddress(int rank) {
        return order[rank];
    }

    boolean isUsed(int index, int page) {
        return (bits[index][page >>> 6] >>> page & 1) != 0;
    }

    int entry(int index, int page) {
        return maps[index][page];
    }

    /** The free slots of the small run that begins at {@code page}. */
    int freeSlots(int index, int page) {
        return freeSlots[index][page];
    }

    boolean isFree(int index, int offset) {
        int bit = offset >>> slotShift;
        return (slotBits[index][bit >>> 6] >>> bit & 1) != 0;
    }

    /** The chunk that {@code address} lies in, or -1. */
    int indexOf(long address) {
        long base = address & -ZendLayout.CHUNK;
        if (lastIndex < count && addresses[lastIndex] == base) {
            return lastIndex;
        }
        int found = Arrays.binarySearch(sorted, base);
        if (found < 0) {
            return -1;
        }
        lastIndex = order[found];
        return lastIndex;
    }

    /** The slot at {@code address} is in the list of free ones of {@code bin}. */
    Marked mark(long address, int bin) {
        int index = indexOf(address);
        if (index < 0) {
            return Marked.NO_CHUNK;
        }
        int offset = (int) (address & (ZendLayout.CHUNK - 1));
        int page = firstPage(index, offset / ZendLayout.PAGE, bin);
        if (page < 0) {
            return Marked.NO_SLOT;
        }
        int inRun = offset - page * ZendLayout.PAGE;
        int size = Bins.size(bin);
        if (inRun % size != 0 || inRun / size >= Bins.slots(bin)) {
            return Marked.NO_SLOT;
        }
        int bit = offset >>> slotShift;
        if (slotBits[index] == null) {
            slotBits[index] = new long[(int) (ZendLayout.CHUNK >>> slotShift >>> 6)];
        }
        long mask = 1L << bit;
        if ((slotBits[index][bit >>> 6] & mask) != 0) {
            return Marked.TWICE;
        }
        slotBits[index][bit >>> 6] |= mask;
        freeSlots[index][page]++;
        return Marked.YES;
    }

    /** Where the run of {@code bin} begins that {@code page} belongs to; -1 when it belongs to none. */
    private int firstPage(int index, int page, int bin) {
        int entry = maps[index][page];
        int first = ZendLayout.isSmallRest(entry) ? page - ZendLayout.distance(entry) : page;
        boolean isRun = first > 0
                && isUsed(index, first)
                && isUsed(index, page)
                && ZendLayout.isSmall(maps[index][first])
                && ZendLayout.bin(maps[index][first]) == bin
                && page - first < Bins.pages(bin)
                && first + Bins.pages(bin) <= ZendLayout.PAGES;
        return isRun ? first : -1;
    }

    private void add(long chunk, ChunkHeader header, Violations violations) {
        if (count == addresses.length) {
            grow();
        }
        addresses[count] = chunk;
        freePages[count] = header.half(layout.freePages());
        freeTails[count] = header.half(layout.freeTail());
        numbers[count] = header.half(layout.number());
        long[] used = new long[ZendLayout.PAGES / 64];
        int set = 0;
        for (int i = 0; i < used.length; i++) {
            used[i] = header.word(layout.freeMap() + 8 * i);
            set += Long.bitCount(used[i]);
        }
        int[] map = new int[ZendLayout.PAGES];
        for (int i = 0; i < map.length; i++) {
            map[i] = header.half(layout.pageMap() + 4 * i);
        }
        bits[count] = used;
        maps[count] = map;
        freeSlots[count] = new short[ZendLayout.PAGES];
        if (set != ZendLayout.PAGES - freePages[count] || map[0] != ZendLayout.RUN_OF_ONE_PAGE || (used[0] & 1) == 0) {
            violations.add("a chunk's pages in use are not as many as it says", chunk);
        }
        if (freeTails[count] < 1 || freeTails[count] > ZendLayout.PAGES) {
            violations.add("a chunk's free tail is impossible", chunk);
        }
        count++;
    }

    private void grow() {
        int size = 2 * count;
        addresses = Arrays.copyOf(addresses, size);
        freePages = Arrays.copyOf(freePages, size);
        freeTails = Arrays.copyOf(freeTails, size);
        numbers = Arrays.copyOf(numbers, size);
        maps = Arrays.copyOf(maps, size);
        bits = Arrays.copyOf(bits, size);
        freeSlots = Arrays.copyOf(freeSlots, size);
        slotBits = Arrays.copyOf(slotBits, size);
    }

    private void sort(Violations violations) {
        sorted = Arrays.copyOf(addresses, count);
        Arrays.sort(sorted);
        order = new int[count];
        for (int i = 0; i < count; i++) {
            int rank = Arrays.binarySearch(sorted, addresses[i]);
            order[rank] = i;
        }
        for (int i = 1; i < count; i++) {
            if (sorted[i] == sorted[i - 1]) {
                violations.add("a chunk is in the ring twice", sorted[i]);
                count = 0;
                sorted = new long[0];
                order = new int[0];
            }
        }
    }
}
