package lacuna.heap.zend;

import java.util.List;
import java.util.Optional;

/** What a walk found out about a heap: sums for each bin and for each chunk, in the order of the ring. */
final class WalkedHeap {
    /** Of a heap that could not be read. */
    static final WalkedHeap NONE = new WalkedHeap(0);

    private final Optional<HeapFields> fields;
    private final List<KeptChunks.Kept> kept;
    private final int hugeBlocks;
    private final long hugeBytes;
    private final long[] addresses;
    private final int[] numbers;
    private final int[] usedPages;
    private final int[] emptyPages;
    private final int[] liveSlots;
    private final long[] liveBytes;
    private final long[] runs = new long[Bins.COUNT];
    private final long[] emptyRuns = new long[Bins.COUNT];
    private final long[] partlyFreeRuns = new long[Bins.COUNT];
    private final long[] freeSlots = new long[Bins.COUNT];
    private long inUse;

    private WalkedHeap(int none) {
        this(Optional.empty(), none, List.of(), List.of());
    }

    WalkedHeap(HeapFields fields, RingChunks ring, List<KeptChunks.Kept> kept, List<HugeBlocks.Huge> huge) {
        this(Optional.of(fields), ring.count(), kept, huge);
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = ring.address(i);
            numbers[i] = ring.number(i);
        }
    }

    private WalkedHeap(
            Optional<HeapFields> fields, int chunks, List<KeptChunks.Kept> kept, List<HugeBlocks.Huge> huge) {
        this.fields = fields;
        this.kept = kept;
        this.hugeBlocks = huge.size();
        this.hugeBytes = huge.stream().mapToLong(HugeBlocks.Huge::size).sum();
        this.inUse = hugeBytes;
        this.addresses = new long[chunks];
        this.numbers = new int[chunks];
        this.usedPages = new int[chunks];
        this.emptyPages = new int[chunks];
        this.liveSlots = new int[chunks];
        this.liveBytes = new long[chunks];
    }

    /** A large run of {@code pages} in chunk {@code index}. */
    void large(int index, int pages) {
        usedPages[index] += pages;
        liveBytes[index] += (long) pages * ZendLayout.PAGE;
        inUse += (long) pages * ZendLayout.PAGE;
    }

    /** A run of {@code bin} in chunk {@code index}, with {@code free} free slots. */
    void small(int index, int bin, int free) {
        int live = Bins.slots(bin) - free;
        usedPages[index] += Bins.pages(bin);
        liveSlots[index] += live;
        liveBytes[index] += (long) live * Bins.size(bin);
        inUse += (long) live * Bins.size(bin);
        runs[bin]++;
        freeSlots[bin] += free;
        if (live == 0) {
            emptyRuns[bin]++;
            if (Bins.isCollected(bin)) {
                emptyPages[index] += Bins.pages(bin);
            }
        } else if (free > 0) {
            partlyFreeRuns[bin]++;
        }
    }

    /** What the heap said of itself; empty when it could not be read. */
    Optional<HeapFields> fields() {
        return fields;
    }

    List<KeptChunks.Kept> kept() {
        return kept;
    }

    /** The bytes of slots and runs in use and of huge blocks: what the heap calls its size. */
    long inUse() {
        return inUse;
    }

    long hugeBytes() {
        return hugeBytes;
    }

    int chunks() {
        return addresses.length;
    }

    /** Chunks of the ring, cached ones and huge blocks. */
    int pieces() {
        return addresses.length + kept.size() + hugeBlocks;
    }

    long address(int index) {
        return addresses[index];
    }

    int number(int index) {
        return numbers[index];
    }

    /** Pages in use but for the header's. */
    int usedPages(int index) {
        return usedPages[index];
    }

    /** Pages of runs without any slot in use, which the allocator keeps until zend_mm_gc. */
    int emptyPages(int index) {
        return emptyPages[index];
    }

    int liveSlots(int index) {
        return liveSlots[index];
    }

    long liveBytes(int index) {
        return liveBytes[index];
    }

    long runs(int bin) {
        return runs[bin];
    }

    long emptyRuns(int bin) {
        return emptyRuns[bin];
    }

    /** Runs with free slots and slots in use: their pages are pinned. */
    long partlyFreeRuns(int bin) {
        return partlyFreeRuns[bin];
    }

    long freeSlots(int bin) {
        return freeSlots[bin];
    }

    /**
     * The bytes that the heap says it holds. Before 8.1.2 its real size leaves cached chunks out once a request has ended:
     * then they are added.
     */
    long system() {
        long real = fields.map(HeapFields::realSize).orElse(0L);
        return isKeptCounted() ? real : real + ZendLayout.CHUNK * kept.size();
    }

    /** Whether the heap's real size counts the chunks that it keeps. */
    boolean isKeptCounted() {
        long real = fields.map(HeapFields::realSize).orElse(0L);
        return kept.isEmpty() || real != ZendLayout.CHUNK * chunks() + hugeBytes;
    }
}
