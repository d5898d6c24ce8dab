package lacuna.linux.proc;

import java.time.Instant;

/**
 * Turns the kernel's ticks since boot into times. {@code bootId} tells one boot of a host from the next, and is "" where
 * the kernel does not say.
 */
public record BootClock(String bootId, Instant bootTime, long ticksPerSecond) {
    /** Some 30,000 years: a damaged file may say more than an Instant holds. */
    private static final long LONGEST = 1L << 40;

    /** When {@code ticks} after boot were; the kernel's boot time is whole seconds, so this is no finer. */
    public Instant at(long ticks) {
        long seconds = Math.clamp(ticks / ticksPerSecond, 0, LONGEST);
        long nanos = ticks % ticksPerSecond * 1_000_000_000L / ticksPerSecond;
        return bootTime.plusSeconds(seconds).plusNanos(nanos);
    }

    public Instant startOf(ProcessKey process) {
        return at(process.startTicks());
    }
}
