package lacuna.heap.glibc;

/**
 * Where the fields of struct malloc_state lie. Which of these a process has is told by the distance from {@code bins} to
 * {@code next}, never by a version string: vendors carry changes back. A field that a layout lacks is at -1.
 */
enum ArenaLayout {
    // Read in the source of 2.17 and 2.22.
    A("2.17 to 2.22", 8, 88, 104, 2152, -1, 2168, 2184),
    // attached_threads came in 2.23. Read in the source of 2.23 and 2.26.
    B("2.23 to 2.26", 8, 88, 104, 2152, 2168, 2176, 2192),
    // have_fastchunks became a field in 2.27. DWARF of 2.31, 2.36 and 2.41, the same on x86-64 and aarch64.
    C("2.27 to 2.42", 16, 96, 112, 2160, 2176, 2184, 2200),
    // Fast bins went in 2.43. DWARF of 2.43 and 2.44, the same on x86-64 and aarch64.
    D("2.43 and later", -1, 8, 24, 2072, 2088, 2096, 2112);

    /** The same in all layouts. */
    static final int FLAGS = 4;

    static final int FAST_BINS = 10;
    static final int BINS = 126;
    static final int LARGEST = 2200;
    /** From the first bin's two words to {@code next}: 254 words of bins and 4 half words of their map. */
    static final int BINS_TO_NEXT = 254 * 8 + 16;
    /** In the flags: memory came from elsewhere than brk once. */
    static final int NONCONTIGUOUS = 2;

    private final String versions;
    private final int fastBins;
    private final int top;
    private final int bins;
    private final int next;
    private final int attachedThreads;
    private final int systemMemory;
    private final int size;

    ArenaLayout(
            String versions,
            int fastBins,
            int top,
            int bins,
            int next,
            int attachedThreads,
            int systemMemory,
            int size) {
        this.versions = versions;
        this.fastBins = fastBins;
        this.top = top;
        this.bins = bins;
        this.next = next;
        this.attachedThreads = attachedThreads;
        this.systemMemory = systemMemory;
        this.size = size;
    }

    String versions() {
        return versions;
    }

    int fastBins() {
        return fastBins;
    }

    boolean hasFastBins() {
        return fastBins >= 0;
    }

    int top() {
        return top;
    }

    int bins() {
        return bins;
    }

    int next() {
        return next;
    }

    int attachedThreads() {
        return attachedThreads;
    }

    int systemMemory() {
        return systemMemory;
    }

    int maxSystemMemory() {
        return systemMemory + 8;
    }

    int size() {
        return size;
    }

    /** The address that a bin has as a chunk, {@code arena} being that of the malloc_state; bins count from 1. */
    long bin(long arena, int number) {
        return arena + bins + 16L * (number - 1) - ChunkHeader.LINKS;
    }
}
