package lacuna.heap.trim;

import java.time.Duration;

/**
 * How long to try.
 *
 * @param search how long to look for a moment in which a thread is outside malloc
 * @param lock how long the call may wait for a lock of malloc before it is broken off; work itself is never broken off
 */
public record TrimLimits(Duration search, Duration lock) {
    public static TrimLimits usual() {
        return new TrimLimits(Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}
