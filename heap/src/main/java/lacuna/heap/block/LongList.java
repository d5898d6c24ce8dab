package lacuna.heap.block;

import java.util.Arrays;

/** A list of longs. */
public final class LongList {
    private long[] values = new long[64];
    private int size;

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public long get(int index) {
        return values[index];
    }

    public long[] toArray() {
        return Arrays.copyOf(values, size);
    }

    /** Sorts it and leaves each value once: whether some were there more than once. */
    public boolean distinct() {
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
    public int indexOf(long value) {
        return Arrays.binarySearch(values, 0, size, value);
    }
}
