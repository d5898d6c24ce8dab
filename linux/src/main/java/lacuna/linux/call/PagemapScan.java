package lacuna.linux.call;

import java.lang.foreign.Arena;

/** Residency by the ioctl PAGEMAP_SCAN: the kernel itself makes runs of the pages and skips what was never touched. */
final class PagemapScan implements Residency {
    private final int fd;
    private final PacedScan scan;
    private final Arena arena;

    PagemapScan(int fd, ScanCall scan, Arena arena, Pace pace) {
        this.fd = fd;
        this.scan = new PacedScan(scan, new Pacer(pace), pace);
        this.arena = arena;
    }

    @Override
    public Source source() {
        return Source.PAGEMAP_SCAN;
    }

    @Override
    public int told() {
        return ScanCategory.TOLD;
    }

    @Override
    public int pour(long start, long end, ResidencySink sink) {
        RunJoiner runs = new RunJoiner(sink);
        int result = pour(UserSpace.clamp(start), UserSpace.clamp(end), runs);
        runs.flush();
        return result;
    }

    private int pour(long start, long end, RunJoiner runs) {
        scan.restart();
        for (long at = start; at < end; at = scan.walkedTo()) {
            int found = scan.next(at, end, 0);
            if (found < 0) {
                // Not one page from here on is a user's: the kernel's addresses have begun.
                return found == -Errno.EFAULT ? 0 : found;
            }
            ScanCall regions = scan.regions();
            for (int i = 0; i < found; i++) {
                int flags = ScanCategory.flags(regions.categories(i));
                if (flags != 0) {
                    runs.add(regions.start(i), (regions.end(i) - regions.start(i)) >>> PageSize.SHIFT, flags);
                }
            }
        }
        return 0;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
            SystemCalls.close(fd);
        }
    }
}
