package lacuna.heap.snapshot;

import lacuna.heap.block.BlockState;

/**
 * How blocks are written: a first byte, then the size, or its sixteenth where a bit says so. A block that does not begin
 * where the one before it ended has the distance between the two; several of one size that came as one have their count.
 */
final class BlockCode {
    static final int STATE = 0x0f;
    static final int JUMP = 0x10;
    static final int SEVERAL = 0x20;
    static final int SIXTEENTHS = 0x40;
    static final int UNIT_SHIFT = 4;
    static final int END = 0xff;

    private static final BlockState[] STATES = {
        BlockState.LIVE,
        BlockState.THREAD_CACHED,
        BlockState.CACHED,
        BlockState.FREE,
        BlockState.TOP,
        BlockState.LAZILY_FREED,
        BlockState.GIVEN_BACK,
        BlockState.OVERHEAD,
        BlockState.FOREIGN
    };

    private BlockCode() {}

    /** Whatever the order of the constants becomes, a state keeps its number. */
    static int of(BlockState state) {
        return switch (state) {
            case LIVE -> 0;
            case THREAD_CACHED -> 1;
            case CACHED -> 2;
            case FREE -> 3;
            case TOP -> 4;
            case LAZILY_FREED -> 5;
            case GIVEN_BACK -> 6;
            case OVERHEAD -> 7;
            case FOREIGN -> 8;
        };
    }

    static boolean isState(int code) {
        return code < STATES.length;
    }

    static BlockState state(int code) {
        return STATES[code];
    }
}
