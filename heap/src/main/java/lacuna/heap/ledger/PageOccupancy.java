package lacuna.heap.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;

/**
 * How full the resident pages are: for each page the bytes on it that are in use, in sixteenths of a page. Many pages with
 * little on them are what fragmentation is.
 */
public final class PageOccupancy {
    private static final int PARTS = 16;

    private final long[] pages = new long[PARTS + 1];
    private long page = -1;
    private long used;

    // The first page is counted last: the blocks before may share it.
    private boolean isFirst = true;
    private long firstPage = -1;
    private long firstUsed;

    /** {@code [start, end)} is the next block, side by side with or above the one before. */
    void add(long start, long end, boolean isUsed, ResidentBytes resident) {
        if (start == end) {
            return;
        }
        long first = start >>> PageSize.SHIFT;
        long last = (end - 1) >>> PageSize.SHIFT;
        if (first != page) {
            turnTo(first, resident);
        }
        if (first == last) {
            used += isUsed ? end - start : 0;
            return;
        }
        used += isUsed ? ((first + 1) << PageSize.SHIFT) - start : 0;
        if (last - first > 1) {
            long whole = resident.between((first + 1) << PageSize.SHIFT, last << PageSize.SHIFT) >>> PageSize.SHIFT;
            pages[isUsed ? PARTS : 0] += whole;
        }
        turnTo(last, resident);
        used = isUsed ? end - (last << PageSize.SHIFT) : 0;
    }

    /** After the last block. */
    void finish(ResidentBytes resident) {
        turnTo(-1, resident);
        count(firstPage, firstUsed, resident);
    }

    /** Goes on with what {@code behind} has counted: blocks behind all of this one's. Their first page may be our last. */
    void join(PageOccupancy behind, ResidentBytes resident) {
        long shared = behind.isFirst ? behind.page : behind.firstPage;
        if (shared != page) {
            turnTo(shared, resident);
        }
        used += behind.isFirst ? behind.used : behind.firstUsed;
        if (!behind.isFirst) {
            turnTo(behind.page, resident);
            used = behind.used;
        }
        add(behind);
    }

    void add(PageOccupancy other) {
        Arrays.setAll(pages, i -> pages[i] + other.pages[i]);
    }

    /**
     * Seventeen counts of resident pages: first those with nothing in use on them, then those with up to one sixteenth, up
     * to two, ... up to all of the page in use.
     */
    public List<Long> pages() {
        return LongStream.of(pages).boxed().toList();
    }

    private void turnTo(long next, ResidentBytes resident) {
        if (!isFirst) {
            count(page, used, resident);
        } else if (page >= 0) {
            firstPage = page;
            firstUsed = used;
            isFirst = false;
        }
        page = next;
        used = 0;
    }

    private void count(long number, long bytes, ResidentBytes resident) {
        if (number >= 0 && resident.between(number << PageSize.SHIFT, (number + 1) << PageSize.SHIFT) > 0) {
            // Blocks of a damaged heap may lie over each other: a page holds no more than itself.
            pages[(int) ((Math.min(bytes, PageSize.BYTES) * PARTS + PageSize.BYTES - 1) >>> PageSize.SHIFT)]++;
        }
    }
}
