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

    /** {@code [start, end)} is the next block, side by side with or above the one before. */
    void add(long start, long end, boolean isUsed, ResidentBytes resident) {
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
        if (page >= 0 && resident.between(page << PageSize.SHIFT, (page + 1) << PageSize.SHIFT) > 0) {
            pages[(int) ((used * PARTS + PageSize.BYTES - 1) >>> PageSize.SHIFT)]++;
        }
        page = next;
        used = 0;
    }
}
