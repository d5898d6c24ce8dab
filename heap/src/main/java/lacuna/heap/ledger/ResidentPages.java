package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageFlag;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencySink;

/**
 * The resident pages of a live process as runs, by window of addresses: each part of the page tables is read when it is
 * first asked for, and once. A page that is only the kernel's page of zeros is no part of RSS and not resident here.
 */
final class ResidentPages implements ResidentBytes, ResidencySink {
    /** As much as the page tables are read of without a rest: whoever walks along rests by what it does in between. */
    private static final long WINDOW = 8L << 20;
    /** Windows that are kept: 8 GiB of addresses, and 16 MiB at the most if every second page is resident. */
    private static final int KEPT = 1024;
    /**
     * Longer pieces of memory are summed up without keeping their runs: they may be a reserve of terabytes. What is shorter
     * fits into a quarter of what is kept, so that a page of it is told anew as it was told before.
     */
    private static final long LONG = KEPT / 4 * WINDOW;

    /** The runs of one window, in ascending order. */
    private static final class Window {
        static final Window NONE = new Window(-1, new long[0], new long[0]);

        private final long start;
        private final long[] starts;
        private final long[] ends;

        Window(long start, long[] starts, long[] ends) {
            this.start = start;
            this.starts = starts;
            this.ends = ends;
        }
    }

    private final Residency residency;
    private final Supplier<Optional<Residency>> more;
    private final List<ResidentPages> others = new ArrayList<>();
    private final Window[] kept = new Window[KEPT];
    // The window under way.
    private final long[] pouredStarts = new long[(int) (WINDOW / PageSize.BYTES) / 2 + 1];
    private final long[] pouredEnds = new long[pouredStarts.length];
    private int poured;
    private Window window = Window.NONE;
    private int current;
    // The run that was asked for last: most questions are of the same.
    private long runStart;
    private long runEnd;
    private int refusals;

    /** Of the process that {@code residency} is of; {@code more} opens it anew for another thread. */
    ResidentPages(Residency residency, Supplier<Optional<Residency>> more) {
        this.residency = residency;
        this.more = more;
        Arrays.fill(kept, Window.NONE);
    }

    @Override
    public ResidentBytes another() {
        Optional<ResidentPages> another = more.get().map(opened -> new ResidentPages(opened, more));
        if (another.isEmpty()) {
            refusals++;
            return (_, _) -> 0;
        }
        others.add(another.get());
        return another.get();
    }

    @Override
    public long between(long start, long end) {
        if (start >= runStart && end <= runEnd) {
            return end - start;
        }
        long sum = 0;
        long at = start;
        while (at < end) {
            long windowStart = at & -WINDOW;
            if (at == windowStart && end - at >= LONG) {
                long to = end & -WINDOW;
                sum += summed(at, to);
                at = to;
                continue;
            }
            if (windowStart != window.start) {
                turnTo(windowStart);
            }
            long to = Math.min(end, windowStart + WINDOW);
            sum += inWindow(at, to);
            at = to;
        }
        return sum;
    }

    /** How often the page tables could not be read: what lies there counts as absent. */
    int refusals() {
        return refusals + others.stream().mapToInt(ResidentPages::refusals).sum();
    }

    @Override
    public void run(long address, long pages, int flags) {
        if (!isResident(flags)) {
            return;
        }
        long end = address + (pages << PageSize.SHIFT);
        if (poured > 0 && pouredEnds[poured - 1] == address) {
            pouredEnds[poured - 1] = end;
        } else if (poured < pouredStarts.length) {
            pouredStarts[poured] = address;
            pouredEnds[poured++] = end;
        }
    }

    private static boolean isResident(int flags) {
        return (flags & PageFlag.PRESENT) != 0 && (flags & PageFlag.ZERO) == 0;
    }

    private long summed(long start, long end) {
        long[] pages = {0};
        if (residency.pour(start, end, (_, count, flags) -> pages[0] += isResident(flags) ? count : 0) < 0) {
            refusals++;
        }
        return pages[0] << PageSize.SHIFT;
    }

    private void turnTo(long windowStart) {
        current = 0;
        int slot = (int) (windowStart / WINDOW) & (KEPT - 1);
        if (kept[slot].start != windowStart) {
            poured = 0;
            if (residency.pour(windowStart, windowStart + WINDOW, this) < 0) {
                refusals++;
            }
            kept[slot] =
                    new Window(windowStart, Arrays.copyOf(pouredStarts, poured), Arrays.copyOf(pouredEnds, poured));
        }
        window = kept[slot];
    }

    private long inWindow(long start, long end) {
        long[] starts = window.starts;
        long[] ends = window.ends;
        int runs = starts.length;
        if (current > 0 && (current >= runs || start < starts[current]) && start < ends[current - 1]) {
            current = 0;
        }
        while (current < runs && ends[current] <= start) {
            current++;
        }
        if (current < runs) {
            runStart = starts[current];
            runEnd = ends[current];
        }
        long sum = 0;
        for (int i = current; i < runs && starts[i] < end; i++) {
            sum += Math.min(end, ends[i]) - Math.max(start, starts[i]);
        }
        return sum;
    }
}
