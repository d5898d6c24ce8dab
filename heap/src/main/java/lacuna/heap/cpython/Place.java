package lacuna.heap.cpython;

import java.util.List;

/** Where arenas are told of. */
sealed interface Place {
    PoolLayout layout();

    /**
     * An interpreter's own tables.
     *
     * @param lists the address of usedpools
     * @param arenas the address of the pointer to the table of arenas
     * @param counting whether the tables are one structure that counts its arenas
     * @param writable the memory that the tables lie in, as pairs of start and end
     */
    record Tables(PoolLayout layout, long lists, long arenas, Counting counting, List<Long> writable) implements Place {
        public Tables {
            writable = List.copyOf(writable);
        }
    }

    /**
     * What interpreters left that have ended with blocks in use: their lists are gone, the tables of their arenas are not.
     *
     * @param entries the addresses of the arenas' entries in those tables
     */
    record Left(PoolLayout layout, List<Long> entries) implements Place {
        public Left {
            entries = List.copyOf(entries);
        }
    }

    /** Who knows how many arenas there are. */
    enum Counting {
        /** The allocator's state, since 3.12. */
        BY_STATE,
        /** Only the table itself. */
        BY_TABLE
    }
}
