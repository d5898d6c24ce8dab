package lacuna.heap.jemalloc;

import java.util.Arrays;

/** A list of longs. */
final class LongList {
    private long[] values = new long[64];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }

    /** Sorts it and leaves each value once: whether some were there more than once. */
    boolean distinct() {
        Arrays.sort(values, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || values[i] != values[kept - 1]) {
                values[kept++] = values[i];
            }
        }
        boolean hadTwice = kept < size;
        size = kept;
        return hadTwice;
    }

    /** Where {@code value} is in the sorted list; negative when it is not. */
    int indexOf(long value) {
        return Arrays.binarySearch(values, 0, size, value);
    }
}
