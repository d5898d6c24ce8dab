package lacuna.linux.proc;

import java.time.Instant;

/**
 * Turns the kernel's ticks since boot into times. {@code bootId} tells one boot of a host from the next, and is "" where
 * the kernel does not say.
 */
public record BootClock(String bootId, Instant bootTime, long ticksPerSecond) {

    /** When {@code ticks} after boot were; the kernel's boot time is whole seconds, so this is no finer. */
    public Instant at(long ticks) {
        long seconds = ticks / ticksPerSecond;
        long nanos = ticks % ticksPerSecond * 1_000_000_000L / ticksPerSecond;
        return bootTime.plusSeconds(seconds).plusNanos(nanos);
    }

    public Instant startOf(ProcessKey process) {
        return at(process.startTicks());
    }
}
