package lacuna.heap.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;

/**
 * The resident pages of a snapshot, a bit for each in those stretches of 512 pages where there are any: a process with
 * 100 GiB resident takes 4 MiB, and every question takes the same short time.
 */
final class StoredResidency implements ResidentBytes {
    static final int PRESENT = 1;
    static final int SWAPPED = 1 << 1;
    static final int FILE = 1 << 2;
    static final int EXCLUSIVE = 1 << 3;
    static final int ZERO = 1 << 4;
    static final int HUGE = 1 << 5;
    private static final int ALL = 0x3f;

    static final int STRETCH_SHIFT = 9;
    private static final int PAGES = 1 << STRETCH_SHIFT;
    private static final int WORDS = PAGES / Long.SIZE;
    private static final int PIECE_SHIFT = 8;

    private long[] stretches = new long[64];
    private long[] before = new long[stretches.length];
    /** In pieces, so that growing copies none of it. */
    private final List<long[]> bits = new ArrayList<>();

    private int count;
    private long pages;
    private int last;

    private StoredResidency() {}

    /** Whether a page of these flags is part of RSS: the kernel's page of zeros is not. */
    static boolean counts(int flags) {
        return (flags & PRESENT) != 0 && (flags & ZERO) == 0;
    }

    static StoredResidency read(SectionReader section) {
        StoredResidency residency = new StoredResidency();
        section.number(ALL);
        long most = Format.HIGHEST >>> PageSize.SHIFT;
        long at = 0;
        for (int flags = section.u8(); flags != 0; flags = section.u8()) {
            long first = at + section.number(most);
            long length = section.number(most);
            if (flags - 1 > ALL || length < 1 || first > most - length) {
                throw section.damaged("a run of pages is none");
            }
            at = first + length;
            if (counts(flags - 1) && !residency.add(first, at)) {
                throw section.damaged("more is resident than can be");
            }
        }
        section.end();
        return residency;
    }

    @Override
    public long between(long start, long end) {
        return start < end ? below(end) - below(start) : 0;
    }

    /** Adds the pages of {@code [first, end)}, above all others: whether there was room. */
    private boolean add(long first, long end) {
        if (count + ((end - first) >>> STRETCH_SHIFT) > Format.MOST_STRETCHES) {
            return false;
        }
        for (long page = first; page < end; ) {
            long stretch = page >>> STRETCH_SHIFT;
            if (count == 0 || stretches[count - 1] != stretch) {
                if (count == Format.MOST_STRETCHES) {
                    return false;
                }
                open(stretch);
            }
            long to = Math.min(end, (stretch + 1) << STRETCH_SHIFT);
            mark((int) (page & (PAGES - 1)), (int) (to - (stretch << STRETCH_SHIFT)));
            pages += to - page;
            page = to;
        }
        return true;
    }

    private void open(long stretch) {
        if (count == stretches.length) {
            stretches = Arrays.copyOf(stretches, 2 * count);
            before = Arrays.copyOf(before, 2 * count);
        }
        if (count >> PIECE_SHIFT == bits.size()) {
            bits.add(new long[WORDS << PIECE_SHIFT]);
        }
        stretches[count] = stretch;
        before[count++] = pages;
    }

    private void mark(int from, int to) {
        long[] piece = bits.get((count - 1) >> PIECE_SHIFT);
        int base = base(count - 1);
        for (int word = from >> 6; word <= (to - 1) >> 6; word++) {
            long mask = -1L;
            if (word == from >> 6) {
                mask &= -1L << from;
            }
            if (word == (to - 1) >> 6) {
                mask &= -1L >>> -to;
            }
            piece[base + word] |= mask;
        }
    }

    /** Where the bits of the stretch {@code index} begin in their piece. */
    private static int base(int index) {
        return (index & ((1 << PIECE_SHIFT) - 1)) * WORDS;
    }

    /** The resident bytes below {@code address}. */
    private long below(long address) {
        long page = address >>> PageSize.SHIFT;
        int index = indexOf(page >>> STRETCH_SHIFT);
        if (index == count || stretches[index] != page >>> STRETCH_SHIFT) {
            return (index == count ? pages : before[index]) << PageSize.SHIFT;
        }
        int inside = (int) page & (PAGES - 1);
        long[] piece = bits.get(index >> PIECE_SHIFT);
        int base = base(index);
        long whole = before[index];
        for (int word = 0; word < inside >> 6; word++) {
            whole += Long.bitCount(piece[base + word]);
        }
        long word = piece[base + (inside >> 6)];
        whole += Long.bitCount(word & ~(-1L << inside));
        long part = ((word >>> inside) & 1) != 0 ? address & (PageSize.BYTES - 1) : 0;
        return (whole << PageSize.SHIFT) + part;
    }

    /** The first stretch that is {@code stretch} or above it. */
    private int indexOf(long stretch) {
        if (last < count && stretches[last] == stretch) {
            return last;
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stretches[middle] < stretch) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        last = low;
        return low;
    }
}
