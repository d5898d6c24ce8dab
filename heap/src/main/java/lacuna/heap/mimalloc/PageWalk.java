package lacuna.heap.mimalloc;

import java.util.Arrays;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The walk through one page, and the hot loop of this room. Of a page whose blocks are all handed out nothing is read but
 * its record; of others the links between freed blocks, which stand in their first words: where most of a page is to be
 * read for them, it is read at once.
 */
final class PageWalk {
    /** More links than these are read with all that lies between, if the blocks are smaller than a page of memory. */
    private static final int FEW = 16;

    private static final int MOST_BLOCKS = 1 << 16;
    /** Offsets within a page are multiplied and shifted by this much instead of divided: exact for pages up to 1 MiB. */
    private static final int SHIFT = 40;

    private static final int LARGEST = 1 << 20;
    private static final int LARGEST_AT_ONCE = 8 * Layout.SLICE;

    private final MemoryWindow whole;
    private final MemoryWindow link;
    private final ThreadHeaps delayed;
    private final PageSums sums;
    private final Violations violations;
    private final long[] free = new long[MOST_BLOCKS / Long.SIZE];

    PageWalk(ByteReader memory, ThreadHeaps delayed, PageSums sums, Violations violations) {
        this.whole = new MemoryWindow(memory, LARGEST_AT_ONCE);
        this.link = new MemoryWindow(memory, Long.BYTES);
        this.delayed = delayed;
        this.sums = sums;
        this.violations = violations;
    }

    /** Pours all of {@code page}, whose record is sound. */
    void walk(PageRecord page, BlockSink sink) {
        long size = page.blockSize();
        int capacity = page.capacity();
        long start = page.start();
        long top = start + capacity * size;
        if (start > page.begin()) {
            sink.block(page.begin(), start - page.begin(), BlockState.OVERHEAD);
        }
        boolean hasFree = page.used() < capacity
                || page.free() != 0
                || page.localFree() != 0
                || page.threadFree() != 0
                || delayed.hasIn(start, top);
        int freed = hasFree ? collect(page, top) : 0;
        if (freed == capacity) {
            // All of it together: none of its blocks is anybody's.
            sink.block(start, page.reserved() * size, BlockState.CACHED);
        } else {
            if (freed == 0) {
                sink.blocks(start, size, capacity, BlockState.LIVE);
            } else {
                partlyUsed(start, size, capacity, sink);
            }
            if (page.reserved() > capacity) {
                sink.blocks(top, size, page.reserved() - capacity, BlockState.TOP);
            }
        }
        long behind = start + page.reserved() * size;
        if (page.end() > behind) {
            sink.block(behind, page.end() - behind, BlockState.OVERHEAD);
        }
        sums.page(page, capacity - freed, freed);
    }

    /** Marks the blocks of all lists: how many. */
    private int collect(PageRecord page, long top) {
        int capacity = page.capacity();
        Arrays.fill(free, 0, (capacity + Long.SIZE - 1) / Long.SIZE, 0);
        MemoryWindow links = link;
        link.forget();
        whole.forget();
        long bytes = top - page.start();
        boolean areFew = page.threadFree() == 0 && capacity - page.used() <= FEW;
        if (!areFew && page.blockSize() < Layout.PAGE && bytes <= LARGEST_AT_ONCE) {
            whole.endAt(top);
            if (whole.covers(page.start(), (int) bytes)) {
                links = whole;
            }
        }
        int own = follow(page, page.free(), capacity, links);
        own += follow(page, page.localFree(), capacity - own, links);
        if (own + page.used() != capacity) {
            violations.add("a page has other free blocks than it says", page.begin());
        }
        int others = follow(page, page.threadFree(), capacity - own, links);
        int late = 0;
        while (delayed.hasIn(page.start(), top)) {
            late += mark(page, delayed.nextBelow(top));
        }
        if (others + late > page.used()) {
            violations.add("other threads freed more blocks of a page than were in use", page.begin());
        }
        sums.freedByOthers(others + late, (others + late) * page.blockSize());
        return own + others + late;
    }

    /** Marks the blocks of the list that begins with {@code first}, {@code most} at the most: how many. */
    private int follow(PageRecord page, long first, int most, MemoryWindow links) {
        long start = page.start();
        long size = page.blockSize();
        long reach = page.capacity() * size;
        boolean isSmall = reach <= LARGEST;
        long factor = ((1L << SHIFT) + size - 1) / size;
        int count = 0;
        long block = first;
        while (block != 0) {
            long offset = block - start;
            if (offset < 0 || offset >= reach || count >= most) {
                break;
            }
            int index = (int) (isSmall ? (offset * factor) >>> SHIFT : offset / size);
            long bit = 1L << index;
            if (index * size != offset || (free[index >>> 6] & bit) != 0 || !links.covers(block, Long.BYTES)) {
                break;
            }
            free[index >>> 6] |= bit;
            count++;
            block = links.word(block);
        }
        if (block != 0) {
            violations.add("a page's list of free blocks is broken", page.begin());
        }
        return count;
    }

    private int mark(PageRecord page, long block) {
        long offset = block - page.start();
        int index = (int) (offset / page.blockSize());
        long bit = 1L << index;
        if (offset % page.blockSize() != 0 || (free[index >>> 6] & bit) != 0) {
            violations.add("a heap's list of freed blocks is broken", block);
            return 0;
        }
        free[index >>> 6] |= bit;
        return 1;
    }

    /** Pours the blocks up to the last one that is handed out or on a list. */
    private void partlyUsed(long start, long size, int capacity, BlockSink sink) {
        int from = 0;
        while (from < capacity) {
            boolean isFree = (free[from >>> 6] >>> from & 1) != 0;
            int to = endOfRun(from, capacity, isFree);
            sink.blocks(start + from * size, size, to - from, isFree ? BlockState.FREE : BlockState.LIVE);
            from = to;
        }
    }

    /** The first block behind {@code from} that is not as it is, or {@code capacity}. */
    private int endOfRun(int from, int capacity, boolean isFree) {
        int at = from;
        while (at < capacity) {
            long others = (isFree ? ~free[at >>> 6] : free[at >>> 6]) >>> at;
            if (others != 0) {
                return Math.min(capacity, at + Long.numberOfTrailingZeros(others));
            }
            at = (at | (Long.SIZE - 1)) + 1;
        }
        return capacity;
    }
}
