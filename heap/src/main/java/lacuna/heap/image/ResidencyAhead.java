package lacuna.heap.image;

import lacuna.linux.call.PageSize;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencySink;

/**
 * The page tables for who reads many small pieces along memory: asked for some pages, it asks the kernel for those behind
 * them as well, and answers from what it was told for no longer than a large piece takes to be read.
 */
final class ResidencyAhead {
    private static final long AHEAD = 1L << 20;
    /** As far as the next piece may begin behind the last one's beginning. */
    private static final long NEAR = AHEAD / 16;

    private static final long FRESH_NANOS = 1_000_000;

    private final Residency residency;
    private final long[] starts = new long[(int) (AHEAD / PageSize.BYTES)];
    private final long[] pages = new long[starts.length];
    private final int[] flags = new int[starts.length];
    private int runs;
    private int current;
    private long last;
    private long start;
    private long end;
    private long told;

    ResidencyAhead(Residency residency) {
        this.residency = residency;
    }

    /** As {@link Residency#pour}; nothing at or behind {@code limit} is asked for beforehand. */
    int pour(long from, long to, long limit, ResidencySink sink) {
        boolean isNear = from >= last && from - last <= NEAR && to - from <= NEAR;
        last = from;
        if (!isNear) {
            return residency.pour(from, to, sink);
        }
        if (from < start || to > end || System.nanoTime() - told > FRESH_NANOS) {
            start = from;
            end = Math.max(to, Math.min(limit, from + AHEAD));
            runs = 0;
            told = System.nanoTime();
            int result = residency.pour(start, end, this::keep);
            if (result < 0) {
                end = start;
                return residency.pour(from, to, sink);
            }
            current = 0;
        }
        pourKept(from, to, sink);
        return 0;
    }

    private void keep(long address, long count, int itsFlags) {
        starts[runs] = address;
        pages[runs] = count;
        flags[runs++] = itsFlags;
    }

    private void pourKept(long from, long to, ResidencySink sink) {
        while (current > 0 && starts[current - 1] + (pages[current - 1] << PageSize.SHIFT) > from) {
            current--;
        }
        while (current < runs && starts[current] + (pages[current] << PageSize.SHIFT) <= from) {
            current++;
        }
        for (int i = current; i < runs && starts[i] < to; i++) {
            long first = Math.max(starts[i], from);
            long behind = Math.min(starts[i] + (pages[i] << PageSize.SHIFT), to);
            sink.run(first, (behind - first) >>> PageSize.SHIFT, flags[i]);
        }
    }
}
