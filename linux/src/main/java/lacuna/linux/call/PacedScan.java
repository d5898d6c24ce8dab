package lacuna.linux.call;

/**
 * PAGEMAP_SCAN in windows, with rests between them. A window grows where there is nothing to walk, so that reserves of
 * terabytes (address sanitizers, large heaps) are crossed in a moment, and shrinks where the kernel's addresses begin.
 */
final class PacedScan {
    // Crossing all 128 TiB of x86-64 takes 2 s then. If all of a window had page tables, all empty, it held the
    // target's mmap lock for some 20 ms: that is the price of crossing reserves.
    private static final long LARGEST_WINDOW = 16L << 30;
    // Longer than this, and there were page tables to walk, even if they were empty.
    private static final long AT_ONCE_NANOS = 50_000;

    private final ScanCall scan;
    private final Pacer pacer;
    private final long usualWindow;
    private long window;

    PacedScan(ScanCall scan, Pacer pacer, Pace pace) {
        this.scan = scan;
        this.pacer = pacer;
        usualWindow = pace.windowBytes();
        window = usualWindow;
    }

    /** Starts a new range, of which nothing is known yet. */
    void restart() {
        window = usualWindow;
    }

    /**
     * Scans from {@code at} on, at most to {@code end}, for up to {@code mostPages} pages (0: all): the count of {@link
     * #regions}, or -errno; {@link #walkedTo} tells how far.
     */
    int next(long at, long end, long mostPages) {
        pacer.begins();
        long before = System.nanoTime();
        int found = scan.scan(at, Math.min(end, at + window), mostPages);
        while (found == -Errno.EFAULT && window > PageSize.BYTES) {
            // The window reached over the last user address, which depends on the processor.
            window = Math.max(window / 2 & -PageSize.BYTES, PageSize.BYTES);
            found = scan.scan(at, Math.min(end, at + window), mostPages);
        }
        if (found < 0) {
            return found;
        }
        if (scan.walkedTo() <= at) {
            return -Errno.EIO;
        }
        if (found > 0) {
            window = usualWindow;
        } else if (System.nanoTime() - before < AT_ONCE_NANOS) {
            window = Math.min(2 * window, LARGEST_WINDOW);
        }
        pacer.walked(scan.walkedTo() - at);
        return found;
    }

    ScanCall regions() {
        return scan;
    }

    long walkedTo() {
        return scan.walkedTo();
    }
}
