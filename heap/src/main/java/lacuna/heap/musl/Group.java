package lacuna.heap.musl;

/**
 * A group of slots of one size, by its record.
 *
 * @param record the record's address
 * @param memory where the group begins: its header, then the slots
 * @param free a bit for each slot that the program does not have
 * @param mapped bytes of its own mapping; 0 for a group in a slot of another one, or in memory that was donated
 * @param sizeClass of its slots, or {@link MuslLayout#OWN_MAPPING}
 */
record Group(long record, long memory, int slots, int free, long mapped, int sizeClass, Origin origin) {
    /** Groups in the left-over ends of a program's pages are never given back and not counted. */
    enum Origin {
        ALLOCATED,
        DONATED
    }

    /** From slot to slot. */
    long stride() {
        return slots == 1 && mapped > 0 ? mapped - MuslLayout.GROUP_HEADER : MuslLayout.sizeOf(sizeClass);
    }

    /** Up to the end of its last slot. */
    long length() {
        return MuslLayout.GROUP_HEADER + slots * stride();
    }

    boolean isFree(int slot) {
        return ((free >>> slot) & 1) != 0;
    }

    int freeSlots() {
        return Integer.bitCount(free);
    }
}
