package lacuna.heap.glibc;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Ranges of addresses that do not overlap. */
final class AddressRanges {
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    void add(long start, long end) {
        if (end > start) {
            ranges.merge(start, end, Math::max);
        }
    }

    boolean hold(long address) {
        Map.Entry<Long, Long> below = ranges.floorEntry(address);
        return below != null && address < below.getValue();
    }

    /** The first address at or behind {@code address} that is in none. */
    long behind(long address) {
        long at = address;
        for (Map.Entry<Long, Long> below = ranges.floorEntry(at);
                below != null && at < below.getValue();
                below = ranges.floorEntry(at)) {
            at = below.getValue();
        }
        return at;
    }

    /** Where the next range behind {@code address} begins, at most {@code end}. */
    long nextStart(long address, long end) {
        Long next = ranges.higherKey(address);
        return next == null ? end : Math.min(next, end);
    }

    /** All of them as pairs of start and end, those that overlap or touch as one. */
    long[] joined() {
        long[] pairs = new long[2 * ranges.size()];
        int count = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            if (count > 0 && range.getKey() <= pairs[count - 1]) {
                pairs[count - 1] = Math.max(pairs[count - 1], range.getValue());
            } else {
                pairs[count++] = range.getKey();
                pairs[count++] = range.getValue();
            }
        }
        return Arrays.copyOf(pairs, count);
    }
}
