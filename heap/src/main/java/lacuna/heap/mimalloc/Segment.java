package lacuna.heap.mimalloc;

/**
 * A segment as its header tells it.
 *
 * @param key one number for all segments of one mimalloc in a process
 * @param slices the whole segment's
 * @param info those of its header
 * @param entries how many slices have a record
 * @param isHuge whether it is of one block
 * @param used how many pages it says it has
 * @param thread whose it is; 0 of none
 */
record Segment(
        Layout.Header header,
        long key,
        long address,
        long slices,
        int info,
        int entries,
        boolean isHuge,
        long used,
        long thread) {
    /** Who has it. */
    enum Owner {
        THREAD,
        /** The thread ended; who needs memory takes it over. */
        ENDED,
        /** Of one huge block, which some builds give to no thread from the beginning. */
        HUGE_BLOCK,
        /** No page is in it: it is kept for the next segment. */
        NOBODY
    }

    Owner owner() {
        if (used == 0) {
            return Owner.NOBODY;
        }
        return thread != 0 ? Owner.THREAD : isHuge ? Owner.HUGE_BLOCK : Owner.ENDED;
    }

    long length() {
        return slices * Layout.SLICE;
    }

    long end() {
        return address + length();
    }

    Segment withSlices(long fewer) {
        return new Segment(header, key, address, fewer, info, entries, isHuge, used, thread);
    }
}
