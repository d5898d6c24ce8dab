package lacuna.heap.glibc;

/** The two words before every allocation, and the list links that a free chunk has behind them. The same since 2.3. */
final class ChunkHeader {
    static final int PREVIOUS_SIZE = 0;
    static final int SIZE = 8;
    /** Where the program's bytes begin, and in a free chunk the links. */
    static final int LINKS = 16;

    static final int FORWARD = 16;
    static final int BACKWARD = 24;
    static final int BYTES = 16;
    static final int SMALLEST = 32;
    static final int ALIGNMENT = 16;

    static final int PREVIOUS_IN_USE = 1;
    static final int MAPPED = 2;
    static final int OTHER_ARENA = 4;
    static final int FLAGS = 7;

    private ChunkHeader() {}

    /** What {@link #OTHER_ARENA} is in the chunks of an arena that the program has. */
    static int markOf(RegionKind kind) {
        return switch (kind) {
            case MAIN, MAPPED -> 0;
            case THREAD -> OTHER_ARENA;
        };
    }

    static long size(long head) {
        return head & ~(long) FLAGS;
    }

    static boolean isAligned(long address) {
        return (address & (ALIGNMENT - 1)) == 0;
    }

    static long align(long address) {
        return (address + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
