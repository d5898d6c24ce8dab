package lacuna.heap.trim;

import java.time.Duration;

/**
 * How long to try.
 *
 * @param search how long to look for a moment in which a thread is outside malloc
 * @param lock how long the call may wait for a lock of malloc before it is broken off; work itself is never broken off
 * @param work how long to watch it work; it is then left to end by itself
 */
public record TrimLimits(Duration search, Duration lock, Duration work) {
    private static final Duration LEAST_WORK = Duration.ofSeconds(30);
    // A heap that is in swap, or a processor that others use, makes it that much slower.
    private static final int SLOWER = 20;

    /** Those of a trim that is expected to take {@code estimate}. */
    public static TrimLimits of(Duration estimate) {
        Duration slow = estimate.multipliedBy(SLOWER);
        return new TrimLimits(
                Duration.ofSeconds(10), Duration.ofSeconds(2), slow.compareTo(LEAST_WORK) > 0 ? slow : LEAST_WORK);
    }

    /** When it has come to an end, whatever happens. */
    public Duration whole() {
        return search.plus(lock).plus(work);
    }
}
