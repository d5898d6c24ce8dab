package lacuna.heap.block;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Counts the blocks poured into it. */
public final class TallySink implements BlockSink {
    private final long[] blocks = new long[BlockState.count()];
    private final long[] bytes = new long[BlockState.count()];

    @Override
    public void block(long address, long size, BlockState state) {
        int index = state.ordinal();
        blocks[index]++;
        bytes[index] += size;
    }

    @Override
    public void blocks(long address, long size, int count, BlockState state) {
        int index = state.ordinal();
        blocks[index] += count;
        bytes[index] += size * count;
    }

    @Override
    public void run(BlockRun run) {
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] += run.blocks(i);
            bytes[i] += run.bytes(i);
        }
    }

    void add(TallySink other) {
        Arrays.setAll(blocks, i -> blocks[i] + other.blocks[i]);
        Arrays.setAll(bytes, i -> bytes[i] + other.bytes[i]);
    }

    public long totalBytes() {
        long sum = 0;
        for (long each : bytes) {
            sum += each;
        }
        return sum;
    }

    public Tally tally() {
        Map<BlockState, Tally.Sum> states = new EnumMap<>(BlockState.class);
        for (BlockState state : BlockState.values()) {
            int index = state.ordinal();
            if (blocks[index] > 0) {
                states.put(state, new Tally.Sum(blocks[index], bytes[index]));
            }
        }
        return new Tally(states);
    }
}
