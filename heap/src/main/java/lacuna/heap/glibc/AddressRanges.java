package lacuna.heap.glibc;

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

    long[] toArray() {
        long[] pairs = new long[2 * ranges.size()];
        int i = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            pairs[i++] = range.getKey();
            pairs[i++] = range.getValue();
        }
        return pairs;
    }
}
