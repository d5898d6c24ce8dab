package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Residency by bulk reads of /proc/PID/pagemap: one word for each page, touched or not. Where the kernel has
 * PAGEMAP_SCAN too, that finds the next populated page, so that a reserve of terabytes costs no gigabytes of zeros.
 */
final class PagemapWords implements Residency {
    private final int fd;
    private final Optional<PacedScan> guide;
    private final Arena arena;
    private final MemorySegment words;
    private final long windowBytes;
    private final Pacer pacer;

    PagemapWords(int fd, Optional<ScanCall> guide, Arena arena, Pace pace) {
        this.fd = fd;
        this.arena = arena;
        windowBytes = pace.windowBytes();
        words = arena.allocate((windowBytes >>> PageSize.SHIFT) * Long.BYTES, Long.BYTES);
        pacer = new Pacer(pace);
        this.guide = guide.map(scan -> new PacedScan(scan, pacer, pace));
    }

    @Override
    public Source source() {
        return Source.PAGEMAP;
    }

    @Override
    public int told() {
        return PagemapWord.TOLD;
    }

    @Override
    public int pour(long start, long end, ResidencySink sink) {
        RunJoiner runs = new RunJoiner(sink);
        int result = pour(UserSpace.clamp(start), UserSpace.clamp(end), runs);
        runs.flush();
        return result;
    }

    private int pour(long start, long end, RunJoiner runs) {
        long at = start;
        while (at < end) {
            at = nextPopulated(at, end);
            long wanted = Math.min(end - at, windowBytes) >>> PageSize.SHIFT;
            if (wanted == 0) {
                return 0;
            }
            pacer.begins();
            long count = SystemCalls.pread(fd, words, wanted * Long.BYTES, (at >>> PageSize.SHIFT) * Long.BYTES);
            if (count < 0) {
                return (int) count;
            }
            long pages = count / Long.BYTES;
            if (pages == 0) {
                // The end of the address space, or of the process.
                return 0;
            }
            for (long i = 0; i < pages; i++) {
                int flags = PagemapWord.flags(words.getAtIndex(JAVA_LONG, i));
                if (flags != 0) {
                    runs.add(at + (i << PageSize.SHIFT), 1, flags);
                }
            }
            at += pages << PageSize.SHIFT;
            pacer.walked(pages << PageSize.SHIFT);
        }
        return 0;
    }

    /** The first populated page at or after {@code at}; {@code end} if there is none; {@code at} without a guide. */
    private long nextPopulated(long at, long end) {
        if (guide.isEmpty()) {
            return at;
        }
        PacedScan scan = guide.get();
        scan.restart();
        for (long from = at; from < end; from = scan.walkedTo()) {
            int found = scan.next(from, end, 1);
            if (found != 0) {
                // An error is no reason to skip anything: the words will tell.
                return found > 0 ? scan.regions().start(0) : from;
            }
        }
        return end;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
            SystemCalls.close(fd);
        }
    }
}
