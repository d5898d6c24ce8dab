package lacuna.heap.ledger;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The memory that heaps have blocks in, by piece. A heap that lies within blocks of another (a runtime's own, in memory
 * that it took from malloc) is walked first and claims its pieces: what it claims counts there and nowhere else.
 */
final class Claims {
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int count;

    /** Pieces may come in any order, and more than once; {@link #join} before the next question. */
    void add(long start, long end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count + 16);
            ends = Arrays.copyOf(ends, 2 * count + 16);
        }
        starts[count] = start;
        ends[count++] = end;
    }

    void addAll(Claims others) {
        for (int i = 0; i < others.count; i++) {
            add(others.starts[i], others.ends[i]);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The lowest address from {@code address} on that nobody claims. */
    long firstFree(long address) {
        long at = address;
        for (int i = firstReaching(at); i < count && starts[i] <= at; i++) {
            at = Math.max(at, ends[i]);
        }
        return at;
    }

    /** The lowest address from {@code address} on that somebody claims, {@code end} where there is none before. */
    long firstClaimed(long address, long end) {
        for (int i = firstReaching(address); i < count && starts[i] < end; i++) {
            if (ends[i] > address) {
                return Math.max(address, starts[i]);
            }
        }
        return end;
    }

    /** Sorts and joins what was added, so that looking up is fast and right. */
    void join() {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> starts[i]));
        long[] sortedStarts = new long[count];
        long[] sortedEnds = new long[count];
        int joined = 0;
        for (int i : order) {
            if (joined > 0 && starts[i] <= sortedEnds[joined - 1]) {
                sortedEnds[joined - 1] = Math.max(sortedEnds[joined - 1], ends[i]);
            } else {
                sortedStarts[joined] = starts[i];
                sortedEnds[joined++] = ends[i];
            }
        }
        starts = sortedStarts;
        ends = sortedEnds;
        count = joined;
    }

    /** The first piece that ends behind {@code address}. */
    private int firstReaching(long address) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
