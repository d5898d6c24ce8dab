package lacuna.linux.proc;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The figures of one mapping, one process or a sum of them, in bytes. A field that the kernel did not print is absent.
 * Mutable, so that a walk over a thousand mappings fills one; {@link #copy()} keeps what is worth keeping.
 */
public final class MemoryFigures {
    private final long[] bytes = new long[MemoryField.values().length];
    private int present;

    public void clear() {
        present = 0;
        Arrays.fill(bytes, 0);
    }

    public void set(MemoryField field, long value) {
        bytes[field.ordinal()] = value;
        present |= 1 << field.ordinal();
    }

    public boolean has(MemoryField field) {
        return (present & 1 << field.ordinal()) != 0;
    }

    public OptionalLong get(MemoryField field) {
        return has(field) ? OptionalLong.of(bytes[field.ordinal()]) : OptionalLong.empty();
    }

    /** For sums and comparisons, where an absent figure adds nothing. */
    public long orZero(MemoryField field) {
        return bytes[field.ordinal()];
    }

    /** What only this process holds: its unique set. Absent where the kernel prints no private figures. */
    public OptionalLong uss() {
        if (!has(MemoryField.PRIVATE_CLEAN) || !has(MemoryField.PRIVATE_DIRTY)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(orZero(MemoryField.PRIVATE_CLEAN)
                + orZero(MemoryField.PRIVATE_DIRTY)
                + orZero(MemoryField.PRIVATE_HUGETLB));
    }

    /** Adds {@code other}; a field is present in the sum when it is present in either. Page sizes do not add up. */
    public void add(MemoryFigures other) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] += other.bytes[i];
        }
        present |= other.present;
        present &= ~(1 << MemoryField.KERNEL_PAGE_SIZE.ordinal() | 1 << MemoryField.MMU_PAGE_SIZE.ordinal());
    }

    public MemoryFigures copy() {
        MemoryFigures copy = new MemoryFigures();
        System.arraycopy(bytes, 0, copy.bytes, 0, bytes.length);
        copy.present = present;
        return copy;
    }
}
