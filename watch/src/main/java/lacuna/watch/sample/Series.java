package lacuna.watch.sample;

/** The latest values of a figure, oldest first. */
public final class Series {
    private final long[] values;

    Series(long... values) {
        this.values = values;
    }

    public int size() {
        return values.length;
    }

    public long at(int index) {
        return values[index];
    }

    /** The last {@code count} of them, or all where there are fewer. */
    public long[] last(int count) {
        int kept = Math.min(count, values.length);
        long[] last = new long[kept];
        System.arraycopy(values, values.length - kept, last, 0, kept);
        return last;
    }
}
