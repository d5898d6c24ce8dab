package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageFlag;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencySink;

/**
 * The resident pages of a live process as runs, for one window of addresses at a time: whoever asks in ascending order
 * has the page tables read once. A page that is only the kernel's page of zeros is no part of RSS and not resident here.
 */
final class ResidentPages implements ResidentBytes, ResidencySink {
    private static final long WINDOW = 64L << 20;

    private final Residency residency;
    private final Supplier<Optional<Residency>> more;
    private final List<ResidentPages> others = new ArrayList<>();
    private final long[] starts = new long[(int) (WINDOW / PageSize.BYTES) / 2 + 1];
    private final long[] ends = new long[starts.length];
    private int runs;
    private int current;
    // The run that was asked for last: most questions are of the same.
    private long runStart;
    private long runEnd;
    private long windowStart;
    private long windowEnd;
    private int refusals;

    /** Of the process that {@code residency} is of; {@code more} opens it anew for another thread. */
    ResidentPages(Residency residency, Supplier<Optional<Residency>> more) {
        this.residency = residency;
        this.more = more;
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
            if (at < windowStart || at >= windowEnd) {
                load(at);
            }
            long to = Math.min(end, windowEnd);
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
        if ((flags & PageFlag.PRESENT) == 0 || (flags & PageFlag.ZERO) != 0) {
            return;
        }
        long end = address + (pages << PageSize.SHIFT);
        if (runs > 0 && ends[runs - 1] == address) {
            ends[runs - 1] = end;
        } else if (runs < starts.length) {
            starts[runs] = address;
            ends[runs++] = end;
        }
    }

    private void load(long address) {
        windowStart = address & -WINDOW;
        windowEnd = windowStart + WINDOW;
        runs = 0;
        current = 0;
        if (residency.pour(windowStart, windowEnd, this) < 0) {
            refusals++;
        }
    }

    private long inWindow(long start, long end) {
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
