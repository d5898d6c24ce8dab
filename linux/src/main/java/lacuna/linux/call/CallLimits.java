package lacuna.linux.call;

import java.time.Duration;

/**
 * How long a call may take.
 *
 * @param patience how long until the guard is asked whether the call may be broken off, and again each time
 * @param most how long until Lacuna stops waiting: the function then runs to its end, and its thread goes on, by itself
 */
public record CallLimits(Duration patience, Duration most) {}
