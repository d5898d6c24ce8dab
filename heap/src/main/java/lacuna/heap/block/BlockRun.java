package lacuna.heap.block;

import java.util.Arrays;
import java.util.Set;

/**
 * Blocks that lie side by side, on their way to a sink: a word each, the size above the state. What fills it and what
 * empties it are loops over an array that call nothing, and that is why they are fast. It is used again and again: a sink
 * takes what it wants to know before it returns.
 */
public final class BlockRun {
    /** Few enough to stay in the first cache between the two loops. */
    public static final int MOST = 512;

    private static final int STATE_BITS = 4;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;
    private static final int LIVE = BlockState.LIVE.ordinal();
    private static final BlockState[] STATES = BlockState.values();

    private final long[] words = new long[MOST];
    private final long[] blocks = new long[STATES.length];
    private final long[] bytes = new long[STATES.length];
    private long start;
    private long end;
    private int count;

    private static long word(long size, BlockState state) {
        return word(size, state.ordinal());
    }

    public static long word(long size, int stateNumber) {
        return (size << STATE_BITS) | stateNumber;
    }

    /** Empties it; the next block lies at {@code address}. */
    public void begin(long address) {
        start = address;
        end = address;
        count = 0;
        Arrays.fill(blocks, 0);
        Arrays.fill(bytes, 0);
    }

    public void add(long size, BlockState state) {
        words[count++] = word(size, state);
        end += size;
        blocks[state.ordinal()]++;
        bytes[state.ordinal()] += size;
    }

    /** For loops that write and read blocks by themselves; of the former, {@link #filled} is told. */
    public long[] words() {
        return words;
    }

    /** There are words up to {@code newCount} now, of live blocks up to {@code address} and so many free ones among them. */
    public void filled(int newCount, long address, int freeBlocks, long freeBytes) {
        blocks[BlockState.FREE.ordinal()] += freeBlocks;
        bytes[BlockState.FREE.ordinal()] += freeBytes;
        blocks[LIVE] += newCount - count - freeBlocks;
        bytes[LIVE] += address - end - freeBytes;
        count = newCount;
        end = address;
    }

    public boolean isFull() {
        return count == MOST;
    }

    public boolean endsLive() {
        return count > 0 && stateNumber(count - 1) == LIVE;
    }

    public long start() {
        return start;
    }

    /** Behind the last block. */
    public long end() {
        return end;
    }

    /** How many are in the state of that ordinal. */
    public long blocks(int stateNumber) {
        return blocks[stateNumber];
    }

    /** The bytes of those in the state of that ordinal. */
    public long bytes(int stateNumber) {
        return bytes[stateNumber];
    }

    /** Whether there is no block but in one of {@code states}. */
    public boolean holdsOnly(Set<BlockState> states) {
        for (BlockState state : STATES) {
            if (blocks[state.ordinal()] > 0 && !states.contains(state)) {
                return false;
            }
        }
        return true;
    }

    public int count() {
        return count;
    }

    public static long size(long word) {
        return word >>> STATE_BITS;
    }

    /** The ordinal of the state. */
    public static int stateNumber(long word) {
        return (int) word & STATE_MASK;
    }

    public long size(int index) {
        return size(words[index]);
    }

    public BlockState state(int index) {
        return STATES[stateNumber(index)];
    }

    /** The state's ordinal. */
    public int stateNumber(int index) {
        return stateNumber(words[index]);
    }

    /** Pours all of them, and begins anew behind them. */
    public void pourInto(BlockSink sink) {
        if (count > 0) {
            sink.run(this);
            begin(end);
        }
    }
}
