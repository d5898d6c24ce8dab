package lacuna.heap.cpython;

import java.util.List;

/**
 * Where an interpreter's allocator has its tables.
 *
 * @param object the program or library that it is part of
 * @param lists the address of usedpools
 * @param arenas the address of the pointer to the table of arenas
 * @param counting whether the tables are one structure that counts its arenas
 * @param writable the object's writable memory, as pairs of start and end
 */
record Place(
        String object,
        String version,
        PoolLayout layout,
        long lists,
        long arenas,
        Counting counting,
        List<Long> writable,
        List<String> evidence) {
    /** Who knows how many arenas there are. */
    enum Counting {
        /** The allocator's state, since 3.12. */
        BY_STATE,
        /** Only the table itself. */
        BY_TABLE
    }

    Place {
        writable = List.copyOf(writable);
        evidence = List.copyOf(evidence);
    }
}
