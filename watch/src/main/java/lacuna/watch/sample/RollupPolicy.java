package lacuna.watch.sample;

import java.time.Duration;

/**
 * How much asking for exact figures may cost. One {@code smaps_rollup} keeps its process from mapping memory for about
 * 11 ms per resident GiB, so each look has a budget and processes over {@code largest} bytes are left alone.
 */
public record RollupPolicy(Duration firstLook, Duration eachLook, long largest) {
    public static final long DEFAULT_LARGEST = 8L << 30;

    /** For one look that has to say all: two seconds, or what the user grants. */
    public static RollupPolicy once(Duration budget, long largest) {
        return new RollupPolicy(budget, budget, largest);
    }

    /** For a screen that refreshes: much at first, then a sixth of a percent of one core. */
    public static RollupPolicy watching(Duration refresh, long largest) {
        return new RollupPolicy(Duration.ofMillis(300), refresh.dividedBy(600), largest);
    }
}
