package lacuna.linux.call;

import java.time.Duration;

/**
 * How fast page tables are read. The kernel holds the target's mmap lock meanwhile, so a target that maps and unmaps
 * waits: measured on 2.1 GB, one whole scan cost it a gap of 35 ms, windows without a pause 11 to 16 ms, and windows of
 * 8 MiB with 100 µs between them nothing that could be told from its own gaps.
 *
 * @param windowBytes address space per call
 * @param pause the rest between two windows
 * @param unhurriedBytes what is read of a process before the first rest, so that small ones are read in one go
 */
public record Pace(long windowBytes, Duration pause, long unhurriedBytes) {
    public static final Pace GENTLE = new Pace(8L << 20, Duration.ofNanos(100_000), 64L << 20);
    /** Without a rest, for a target that stands still anyway. */
    public static final Pace HASTY = new Pace(8L << 20, Duration.ZERO, 0);

    private static final long LARGEST_WINDOW = 1L << 30;

    public Pace {
        if (windowBytes < PageSize.BYTES || windowBytes > LARGEST_WINDOW || windowBytes % PageSize.BYTES != 0) {
            throw new IllegalArgumentException("a window is a number of pages up to 1 GiB: " + windowBytes);
        }
        if (pause.isNegative() || unhurriedBytes < 0) {
            throw new IllegalArgumentException("a pace has no negative parts: " + pause + ", " + unhurriedBytes);
        }
    }
}
