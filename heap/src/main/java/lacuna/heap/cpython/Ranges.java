package lacuna.heap.cpython;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Ranges of addresses as a walk's preparation wants them. */
final class Ranges {
    private Ranges() {}

    /** As pairs of start and end in ascending order, those that touch as one. */
    static long[] joined(List<long[]> ranges) {
        List<long[]> sorted = ranges.stream()
                .sorted(Comparator.comparingLong(range -> range[0]))
                .toList();
        long[] pairs = new long[2 * sorted.size()];
        int count = 0;
        for (long[] range : sorted) {
            if (range[1] <= range[0]) {
                continue;
            }
            if (count > 0 && range[0] <= pairs[count - 1]) {
                pairs[count - 1] = Math.max(pairs[count - 1], range[1]);
            } else {
                pairs[count++] = range[0];
                pairs[count++] = range[1];
            }
        }
        return Arrays.copyOf(pairs, count);
    }
}
