package lacuna.heap.block;

/**
 * Blocks that lie side by side, on their way to a sink: a word each, the size above the state. What fills it and what
 * empties it are loops over an array that call nothing, and that is why they are fast. It is used again and again: a sink
 * takes what it wants to know before it returns.
 */
public final class BlockRun {
    /** Few enough to stay in the first cache between the two loops. */
    public static final int MOST = 512;

    private static final int STATE_BITS = 4;
    private static final BlockState[] STATES = BlockState.values();

    private final long[] words = new long[MOST];
    private long start;
    private long end;
    private int count;

    public static long word(long size, BlockState state) {
        return size << STATE_BITS | state.ordinal();
    }

    /** Empties it; the next block lies at {@code address}. */
    public void begin(long address) {
        start = address;
        end = address;
        count = 0;
    }

    public void add(long size, BlockState state) {
        words[count++] = word(size, state);
        end += size;
    }

    /** For loops that write blocks by themselves and then say so with {@link #filled}. */
    public long[] words() {
        return words;
    }

    /** There are {@code blocks} words now, of blocks up to {@code address}. */
    public void filled(int blocks, long address) {
        count = blocks;
        end = address;
    }

    public boolean isFull() {
        return count == MOST;
    }

    public boolean endsLive() {
        return count > 0 && stateNumber(count - 1) == BlockState.LIVE.ordinal();
    }

    public long start() {
        return start;
    }

    public int count() {
        return count;
    }

    public long size(int index) {
        return words[index] >>> STATE_BITS;
    }

    public BlockState state(int index) {
        return STATES[stateNumber(index)];
    }

    /** The state's ordinal. */
    public int stateNumber(int index) {
        return (int) words[index] & ((1 << STATE_BITS) - 1);
    }

    /** Pours all of them, and begins anew behind them. */
    public void pourInto(BlockSink sink) {
        if (count > 0) {
            sink.run(this);
            begin(end);
        }
    }
}
