package lacuna.heap.ledger;

import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;

/** Joins freed blocks that lie side by side to holes, and sums up what of them lies on pages of its own. */
final class HoleSums {
    private final SizeHistogram sizes = new SizeHistogram();
    private final SizeHistogram pinnedSizes = new SizeHistogram();
    private long releasable;
    private long pinned;
    // The hole that may go on; none where the two are equal.
    private long start;
    private long end;

    /** {@code [from, to)} is freed; it lies behind all that was freed before. */
    void freed(long from, long to, ResidentBytes resident) {
        if (end != from) {
            close(resident);
            start = from;
        }
        end = to;
    }

    /** Nothing that is freed from here on is of the same hole. */
    void close(ResidentBytes resident) {
        if (end == start) {
            return;
        }
        long size = end - start;
        long from = (start + PageSize.BYTES - 1) & -PageSize.BYTES;
        long to = end & -PageSize.BYTES;
        boolean hasWhole = from < to;
        // Each page is asked for once, in order: in a process that goes on, a second answer may be another.
        long ends = resident.between(start, hasWhole ? from : end);
        long whole = hasWhole ? resident.between(from, to) : 0;
        ends += hasWhole ? resident.between(to, end) : 0;
        int index = SizeHistogram.indexOf(size);
        sizes.addAt(index, size);
        pinnedSizes.addAt(index, ends);
        releasable += whole;
        pinned += ends;
        start = 0;
        end = 0;
    }

    /** Goes on with what {@code behind} has: holes behind all of these, of which none goes across. */
    void join(HoleSums behind, ResidentBytes resident) {
        close(resident);
        sizes.add(behind.sizes);
        pinnedSizes.add(behind.pinnedSizes);
        releasable += behind.releasable;
        pinned += behind.pinned;
        start = behind.start;
        end = behind.end;
    }

    SizeHistogram sizes() {
        return sizes;
    }

    SizeHistogram pinnedSizes() {
        return pinnedSizes;
    }

    /** Resident bytes on pages that a hole covers wholly. */
    long releasable() {
        return releasable;
    }

    /** Resident bytes of holes on pages that they share with blocks in use. */
    long pinned() {
        return pinned;
    }
}
