package lacuna.heap.jemalloc;

/**
 * jemalloc's size classes, for a quantum of 16 bytes and pages of 4 KiB: 8, the multiples of 16 up to 64, then four for
 * each doubling ({@code sc.h}; 232 of them in 5.2 and 5.3).
 */
final class SizeClasses {
    static final int COUNT = 232;
    /** The small ones, up to 14336 bytes, live in slabs. */
    static final int SMALL = 36;
    /** The class of an extent that is not in use. */
    static final int NONE = COUNT;

    private static final long[] BYTES = bytes();

    private SizeClasses() {}

    static boolean isClass(int index) {
        return index >= 0 && index < COUNT;
    }

    static long bytes(int index) {
        return BYTES[index];
    }

    /** The smallest class that holds {@code bytes}. */
    static int of(long bytes) {
        int low = 0;
        int high = COUNT;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BYTES[middle] < bytes) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long[] bytes() {
        long[] bytes = new long[COUNT];
        bytes[0] = 8;
        for (int i = 1; i <= 4; i++) {
            bytes[i] = 16L * i;
        }
        for (int i = 5; i < COUNT; i++) {
            int doubling = (i - 5) / 4;
            bytes[i] = (5L + (i - 5) % 4) << (doubling + 4);
        }
        return bytes;
    }
}
