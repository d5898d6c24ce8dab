package lacuna.heap.musl;

import java.util.Optional;

/**
 * The offsets and sizes of musl's mallocng, from src/malloc/mallocng/meta.h of 1.2.1 to 1.2.5. Where the page size is known
 * when musl is built its context has one field less.
 */
enum MuslLayout {
    BUILT_PAGE(0),
    RUN_TIME_PAGE(8);

    static final int UNIT = 16;
    static final int PAGE = 4096;

    // struct malloc_context
    static final int SECRET = 0;
    private static final int INITIALISED = 8;
    private static final int FIRST_AREA = 56;
    private static final int USAGE = 464;
    static final int CONTEXT = 464 + 48 * 8 + 8;

    // struct meta_area: a page of records.
    static final int AREA_SECRET = 0;
    static final int AREA_NEXT = 8;
    static final int AREA_SLOTS = 16;
    static final int AREA_RECORDS = 24;

    // struct meta: the record of a group.
    static final int RECORD = 40;
    static final int MEMORY = 16;
    static final int AVAILABLE = 24;
    static final int FREED = 28;
    static final int BITS = 32;
    static final int MOST_RECORDS = (PAGE - AREA_RECORDS) / RECORD;

    /** A group begins with a pointer to its record, padded to a unit. */
    static final int GROUP_HEADER = UNIT;

    static final int OWN_MAPPING = 63;

    private static final int[] CLASSES = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36, 42, 50, 63, 72, 84, 102, 127, 146, 170, 204, 255,
        292, 340, 409, 511, 584, 682, 818, 1023, 1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460, 6552, 8191
    };

    private final int shift;

    MuslLayout(int shift) {
        this.shift = shift;
    }

    int initialised() {
        return INITIALISED + shift;
    }

    int firstArea() {
        return FIRST_AREA + shift;
    }

    /** How many slots each class has in all of its groups, by the allocator's own count. */
    int usage(int sizeClass) {
        return USAGE + shift + Long.BYTES * sizeClass;
    }

    static int classes() {
        return CLASSES.length;
    }

    /** Bytes of a slot. */
    static int sizeOf(int sizeClass) {
        return UNIT * CLASSES[sizeClass];
    }

    /** The layout in which {@code offset} is where the page size of 4096 would stand, if that is there. */
    static Optional<MuslLayout> of(long wordBehindSecret) {
        int low = (int) wordBehindSecret;
        return low == 1
                ? Optional.of(BUILT_PAGE)
                : wordBehindSecret == PAGE ? Optional.of(RUN_TIME_PAGE) : Optional.empty();
    }

    static boolean isPossible(long address) {
        return address >= PAGE && address < 1L << 56;
    }
}
