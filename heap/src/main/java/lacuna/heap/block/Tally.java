package lacuna.heap.block;

import java.util.EnumMap;
import java.util.Map;

/** Blocks and bytes per state. */
public record Tally(Map<BlockState, Sum> states) {
    /** Of one state. */
    public record Sum(long blocks, long bytes) {
        public static final Sum ZERO = new Sum(0, 0);

        public Sum plus(Sum other) {
            return new Sum(blocks + other.blocks, bytes + other.bytes);
        }
    }

    public static final Tally EMPTY = new Tally(Map.of());

    public Tally {
        states = Map.copyOf(states);
    }

    public Sum of(BlockState state) {
        return states.getOrDefault(state, Sum.ZERO);
    }

    public long bytes(BlockState state) {
        return of(state).bytes();
    }

    public long blocks(BlockState state) {
        return of(state).blocks();
    }

    /** Freed by the program, but kept for the next allocation. */
    public long cachedBytes() {
        return bytes(BlockState.THREAD_CACHED) + bytes(BlockState.CACHED);
    }

    public long totalBytes() {
        return states.values().stream().mapToLong(Sum::bytes).sum();
    }

    public Tally plus(Tally other) {
        Map<BlockState, Sum> sums = new EnumMap<>(BlockState.class);
        sums.putAll(states);
        other.states.forEach((state, sum) -> sums.merge(state, sum, Sum::plus));
        return new Tally(sums);
    }
}
