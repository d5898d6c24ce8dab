package lacuna.heap.zend;

/**
 * The sizes of small slots and of the runs of pages that hold them: the same in every version from 7.2 to 8.6
 * (Zend/zend_alloc_sizes.h, and read from live processes of each).
 */
final class Bins {
    static final int COUNT = 30;

    private static final int[] SIZES = {
        8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024,
        1280, 1536, 1792, 2048, 2560, 3072
    };
    private static final int[] PAGES = {
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 3, 1, 1, 5, 3, 2, 2, 5, 3, 7, 4, 5, 3
    };
    private static final int[] SLOTS = {
        512, 256, 170, 128, 102, 85, 73, 64, 51, 42, 36, 32, 25, 21, 18, 16, 64, 32, 9, 8, 32, 16, 9, 8, 16, 8, 16, 8,
        8, 4
    };

    private Bins() {}

    /** The bytes of a slot. */
    static int size(int bin) {
        return SIZES[bin];
    }

    /** The slots of a run. */
    static int slots(int bin) {
        return SLOTS[bin];
    }

    /** The pages of a run. */
    static int pages(int bin) {
        return PAGES[bin];
    }

    /**
     * Whether zend_mm_gc frees a run of which all slots are free. Its counter in the page map has nine bits and never
     * shows the 512 slots of the smallest bin.
     */
    static boolean isCollected(int bin) {
        return SLOTS[bin] < 512;
    }
}
