package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Tally;

/**
 * How many blocks of which size, and their bytes: one class for each size up to 1 KiB, where allocators have their classes
 * too, then four for each power of two.
 */
public final class SizeHistogram {
    /** All blocks of {@code from} to {@code to} bytes, both included. */
    public record SizeClass(long from, long to, long blocks, long bytes) {}

    /** A shift, since the quick compiler makes a slow division of a division. */
    private static final int STEP_SHIFT = 4;

    private static final int STEP = 1 << STEP_SHIFT;
    private static final int EXACT = 1024 / STEP;
    private static final int PARTS = 4;
    private static final int CLASSES = EXACT + PARTS * 48;

    private final long[] blocks = new long[CLASSES];
    private final long[] bytes = new long[CLASSES];

    void add(long size) {
        addAt(indexOf(size), size);
    }

    void add(long size, int count) {
        int index = indexOf(size);
        blocks[index] += count;
        bytes[index] += size * count;
    }

    /** One block of the class {@code index}, of which {@code part} bytes count. */
    void addAt(int index, long part) {
        blocks[index]++;
        bytes[index] += part;
    }

    void add(SizeHistogram other) {
        for (int i = 0; i < CLASSES; i++) {
            blocks[i] += other.blocks[i];
            bytes[i] += other.bytes[i];
        }
    }

    /** The classes that have blocks, the smallest first. */
    public List<SizeClass> classes() {
        List<SizeClass> classes = new ArrayList<>();
        for (int i = 0; i < CLASSES; i++) {
            if (blocks[i] > 0) {
                classes.add(new SizeClass(firstOf(i), lastOf(i), blocks[i], bytes[i]));
            }
        }
        return classes;
    }

    static int classCount() {
        return CLASSES;
    }

    static long firstOf(int index) {
        return index == 0 ? 0 : lastOf(index - 1) + 1;
    }

    Tally.Sum at(int index) {
        return new Tally.Sum(blocks[index], bytes[index]);
    }

    public long blocks() {
        return sum(blocks);
    }

    public long bytes() {
        return sum(bytes);
    }

    static int indexOf(long size) {
        return size <= EXACT * STEP ? Math.max(0, (int) ((size + STEP - 1) >> STEP_SHIFT) - 1) : indexOfLarge(size);
    }

    private static int indexOfLarge(long size) {
        // The two bits behind the highest one tell the quarter; a size that ends a class belongs to it.
        long inside = size - 1;
        int high = 63 - Long.numberOfLeadingZeros(inside);
        int quarter = (int) (inside >>> (high - 2)) & 3;
        return Math.min(CLASSES - 1, EXACT + PARTS * (high - 10) + quarter);
    }

    /** The largest size of class {@code index}. */
    static long lastOf(int index) {
        if (index < EXACT) {
            return (index + 1L) * STEP;
        }
        int high = (index - EXACT) / PARTS + 10;
        int quarter = (index - EXACT) % PARTS;
        return (1L << high) + (quarter + 1L) * (1L << (high - 2));
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
