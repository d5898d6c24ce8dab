package lacuna.heap.glibc;

/**
 * Where the fields of struct malloc_par (mp_) lie. The first five are the same in all; which of the others a process has
 * is told by their start values in the library's file, or by what is plausible in memory. A field
 * that a layout lacks is at -1.
 */
enum ParametersLayout {
    // Read in the source of 2.17 and 2.23.
    P17("2.17 to 2.23", -1, 40, 80, -1, 88),
    // max_total_mem went in 2.24. Read in the source.
    P24("2.24 and 2.25", -1, 40, 72, -1, 80),
    // DWARF of 2.31.
    P26("2.26 to 2.34", -1, 40, 72, 80, 112),
    // Huge pages came in 2.35. DWARF of 2.36 and 2.41.
    P35("2.35 to 2.42", 40, 60, 96, 104, 136),
    // thp_mode came in 2.43. DWARF of 2.43; 2.44 lacks the last word, which is not read here.
    P43("2.43 and later", 48, 68, 104, 112, 136);

    static final int TRIM_THRESHOLD = 0;
    static final int TOP_PAD = 8;
    static final int MMAP_THRESHOLD = 16;
    static final int ARENA_TEST = 24;
    static final int ARENA_MAX = 32;
    static final int LARGEST = 144;

    /** By so much mp_ of P43 says too much after each realloc of a mapped chunk, for good. Measured with 2.43 and 2.44. */
    static final long DRIFT_STEP = 16;
    /** More than a process reaches that reallocates a million mapped chunks a second for half a day. */
    private static final long MOST_DRIFT = 1L << 40;

    static final long USUAL_THRESHOLD = 131072;
    static final long USUAL_ARENA_TEST = 8;
    static final int USUAL_MAPPED_MAX = 65536;
    static final long USUAL_CACHE_BINS = 64;

    private final String versions;
    private final int thpPageSize;
    private final int mappedCount;
    private final int sbrkBase;
    private final int tcache;
    private final int size;

    ParametersLayout(String versions, int thpPageSize, int mappedCount, int sbrkBase, int tcache, int size) {
        this.versions = versions;
        this.thpPageSize = thpPageSize;
        this.mappedCount = mappedCount;
        this.sbrkBase = sbrkBase;
        this.tcache = tcache;
        this.size = size;
    }

    String versions() {
        return versions;
    }

    boolean hasHugePages() {
        return thpPageSize >= 0;
    }

    int thpPageSize() {
        return thpPageSize;
    }

    int mappedCount() {
        return mappedCount;
    }

    int mappedMax() {
        return mappedCount + 4;
    }

    int noDynamicThreshold() {
        return mappedCount + 12;
    }

    /** Two words after the four counters, aligned to a word. */
    int mappedBytes() {
        return (mappedCount + 16 + 7) & -8;
    }

    /** How much more than what is mapped {@link #mappedBytes} may say. */
    long mostDrift() {
        return this == P43 ? MOST_DRIFT : 0;
    }

    int sbrkBase() {
        return sbrkBase;
    }

    boolean hasThreadCaches() {
        return tcache >= 0;
    }

    int cacheBins() {
        return tcache;
    }

    int cacheMaxBytes() {
        return tcache + 8;
    }

    int cacheCount() {
        return tcache + 16;
    }

    int size() {
        return size;
    }
}
