package lacuna.heap.block;

/** Whose a block is. The blocks of a region lie side by side: together they are the memory that the allocator holds. */
public enum BlockState {
    /** Handed out to the program. */
    LIVE("live"),
    /** Freed by the program, kept by one thread for its next allocation. */
    THREAD_CACHED("in thread caches"),
    /** Freed by the program, kept whole for the next allocation of any thread. */
    CACHED("cached"),
    /** Freed, and on a list of what can be handed out again. */
    FREE("free"),
    /** The wilderness at the upper end of a heap, of which nothing was ever handed out or all came back. */
    TOP("top"),
    /** Free, and offered to the kernel, which takes its pages when it is short of them (MADV_FREE). */
    LAZILY_FREED("lazily freed"),
    /** Free, its pages given back to the kernel; only the addresses are kept. */
    GIVEN_BACK("given back, addresses kept"),
    /** The allocator's own: its tables, and the marks at the ends of heaps. */
    OVERHEAD("its own"),
    /** Within the allocator's bounds, but somebody else's: memory that the program took from the kernel by itself. */
    FOREIGN("foreign, within its bounds");

    private static final BlockState[] ALL = values();

    private final String words;

    BlockState(String words) {
        this.words = words;
    }

    public static int count() {
        return ALL.length;
    }

    /** What it is called where an allocator has no word of its own for it. */
    public String words() {
        return words;
    }

    /** Whether the program has given it back. */
    public boolean isFreed() {
        return switch (this) {
            case THREAD_CACHED, CACHED, FREE, TOP, LAZILY_FREED, GIVEN_BACK -> true;
            case LIVE, OVERHEAD, FOREIGN -> false;
        };
    }

    /** Whether it is part of a hole: free for whoever allocates next, and below no wilderness. */
    public boolean isHole() {
        return switch (this) {
            case CACHED, FREE, LAZILY_FREED, GIVEN_BACK -> true;
            case LIVE, THREAD_CACHED, TOP, OVERHEAD, FOREIGN -> false;
        };
    }
}
