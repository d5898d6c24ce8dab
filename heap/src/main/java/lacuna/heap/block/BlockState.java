package lacuna.heap.block;

/** Whose a block is. The blocks of a region lie side by side: together they are the memory that the allocator holds. */
public enum BlockState {
    /** Handed out to the program. */
    LIVE,
    /** Freed by the program, kept by one thread for its next allocation. */
    THREAD_CACHED,
    /** Freed by the program, kept whole for the next allocation of any thread; to the allocator's walk it is in use. */
    CACHED,
    /** Freed and joined with its free neighbours. */
    FREE,
    /** The wilderness at the upper end of a heap, of which nothing was ever handed out or all came back. */
    TOP,
    /** The allocator's own: its tables, and the marks at the ends of heaps. */
    OVERHEAD,
    /** Within the allocator's bounds, but somebody else's: memory that the program took from the kernel by itself. */
    FOREIGN;

    private static final BlockState[] ALL = values();

    public static int count() {
        return ALL.length;
    }

    /** Whether the program has given it back. */
    public boolean isFreed() {
        return this == THREAD_CACHED || this == CACHED || this == FREE || this == TOP;
    }
}
