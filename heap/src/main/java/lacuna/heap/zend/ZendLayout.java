package lacuna.heap.zend;

/**
 * Where the fields of a chunk and of its heap are. What differs between versions and builds is derived from the memory
 * (see {@link LayoutFinder}); everything else is at a fixed distance from one of the four. Sources: zend_alloc.c of 7.2
 * to 8.5, the headers of Debian's and Ubuntu's packages, and live processes of each.
 *
 * @param freePages in a chunk: the number of its free pages; the index of its free tail and its own number follow
 * @param pageMap in a chunk: one word for each page, behind a bit for each
 * @param freeSlots in the heap: the heads of the lists of free slots
 * @param mainChunk in the heap: the pointer to its main chunk
 */
record ZendLayout(int freePages, int pageMap, int freeSlots, int mainChunk) {
    static final long CHUNK = 2L << 20;
    static final int PAGE = 4096;
    static final int PAGES = 512;

    // In a chunk.
    static final int NEXT = 8;
    static final int PREVIOUS = 16;
    /** The main chunk holds the heap itself. */
    static final int HEAP = 64;

    /** Free pages at 24 up to 8.5, at 32 in 8.6. */
    static final int[] FREE_PAGES = {24, 32};

    static final int LOWEST_MAP = 448;
    static final int HIGHEST_MAP = 1016;
    /** Of builds that are known: for a header that was read while it changed. */
    static final int[] KNOWN_MAPS = {520, 544, 592, 608, 624, 512};

    static final int MAP_BITS = 64;

    // In the heap.
    static final int CUSTOM = 0;
    static final int SIZE = 16;
    static final int PEAK = 24;
    static final int KEY = 32;
    /** Without a key for the check copies (to 8.3), and with one (from 8.4). */
    static final int[] FREE_SLOTS = {32, 40};

    static final int LOWEST_MAIN_CHUNK = 272;

    // From the free slots on.
    static final int REAL_SIZE = 8 * Bins.COUNT;
    static final int REAL_PEAK = REAL_SIZE + 8;
    static final int LIMIT = REAL_SIZE + 16;
    /** From the free slots to the main chunk, where nothing was put in between. */
    private static final int STOCK_DISTANCE = REAL_SIZE + 40;

    /** The same with the fields of the security update of autumn 2026. */
    private static final int HARDENED_DISTANCE = REAL_SIZE + 56;

    // From the pointer to the main chunk on.
    static final int HUGE_LIST = -8;
    static final int CACHED_CHUNKS = 8;
    static final int CHUNKS_COUNT = 16;
    static final int PEAK_CHUNKS = 20;
    static final int CACHED_COUNT = 24;
    static final int AVERAGE_CHUNKS = 32;
    static final int DELETE_BOUNDARY = 40;
    static final int DELETE_COUNT = 44;

    // In the page map.
    static final int RUN_OF_ONE_PAGE = 0x40000001;

    private static final int LARGE = 1;
    private static final int SMALL = 2;
    private static final int SMALL_REST = 3;

    // In a node of the list of huge blocks.
    static final int HUGE_ADDRESS = 0;
    static final int HUGE_SIZE = 8;
    static final int HUGE_NEXT = 16;
    static final int HUGE_NODE = 24;

    int freeMap() {
        return pageMap - MAP_BITS;
    }

    int freeTail() {
        return freePages + 4;
    }

    int number() {
        return freePages + 8;
    }

    int heapBytes() {
        return pageMap - HEAP - MAP_BITS;
    }

    /** Whether free slots end with a copy of their link, mixed with a key. */
    boolean hasCheckCopies() {
        return freeSlots > KEY;
    }

    /** Whether the address of the copy is mixed in too (8.6). */
    boolean mixesAddresses() {
        return freePages > FREE_PAGES[0];
    }

    boolean isHardened() {
        return mainChunk - freeSlots == HARDENED_DISTANCE;
    }

    /** Whether the distance of the two is one that is known. */
    boolean isKnown() {
        return mainChunk - freeSlots == STOCK_DISTANCE || isHardened();
    }

    static boolean isLarge(int entry) {
        return entry >>> 30 == LARGE;
    }

    static boolean isSmall(int entry) {
        return entry >>> 30 == SMALL;
    }

    /** Whether it is a later page of a small run of several pages. */
    static boolean isSmallRest(int entry) {
        return entry >>> 30 == SMALL_REST;
    }

    static int largePages(int entry) {
        return entry & 0x3ff;
    }

    static int bin(int entry) {
        return entry & 0x1f;
    }

    /** How many pages the run begins before this later page of it. */
    static int distance(int entry) {
        return (entry >>> 16) & 0x1ff;
    }

    /** Which versions have it, as far as known. */
    String versions() {
        String hardened = isHardened() ? ", hardened" : "";
        return switch (freePages + heapBytes()) {
            case 24 + 384 -> "7.2, 7.3";
            case 24 + 392 -> "7.4 to 8.3";
            case 24 + 416 -> "8.2, 8.3" + hardened;
            case 24 + 480 -> "8.4";
            case 24 + 496 -> "8.4, 8.5" + hardened;
            case 24 + 464 -> "8.5";
            case 32 + 464 -> "8.6";
            default -> "an unknown version";
        };
    }
}
