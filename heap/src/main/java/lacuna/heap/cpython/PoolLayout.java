package lacuna.heap.cpython;

/**
 * The sizes and offsets of CPython's small-object allocator. From Objects/obmalloc.c up to 3.11 and
 * Include/internal/pycore_obmalloc.h since; held against the interpreters' own statistics by the tests.
 */
enum PoolLayout {
    SMALL("3.7 to 3.9", 4 << 10, 256 << 10),
    LARGE("3.10 and later", 16 << 10, 1 << 20);

    static final int CLASSES = 32;
    static final int CLASS_STEP = 16;
    static final long PAGE = 4096;

    // struct pool_header; the blocks follow it.
    static final int HEADER = 48;
    static final int COUNT = 0;
    static final int FREE_BLOCK = 8;
    static final int NEXT_POOL = 16;
    static final int PREVIOUS_POOL = 24;
    static final int ARENA_INDEX = 32;
    static final int CLASS = 36;
    static final int NEXT_OFFSET = 40;
    static final int LAST_OFFSET = 44;

    // struct arena_object
    static final int ARENA = 48;
    static final int ARENA_ADDRESS = 0;
    static final int ARENA_NEVER_USED = 8;
    static final int ARENA_FREE_POOLS = 16;
    static final int ARENA_POOLS = 20;
    static final int ARENA_FREE_LIST = 24;

    // usedpools: for each class the two links of a pool header that is not there, shifted so that its address fits.
    static final int LIST = 16;
    static final int LISTS = CLASSES * LIST;
    static final int LIST_TO_HEADER = -16;

    // Since 3.12 all tables are one structure that begins with usedpools; before, each stands where the linker put it.
    static final int STATE_ARENAS = 0x200;
    static final int STATE_MOST_ARENAS = 0x208;
    static final int STATE_CURRENT_ARENAS = 0x428;

    static final int STATE_SIZE = 0x448;

    // struct _Py_DebugOffsets, with which _PyRuntime begins since 3.13 (Include/internal/pycore_debug_offsets.h):
    // offsets
    // and sizes, each a word. The fields of the two versions since are the same up to here.
    /** "xdebugpy" */
    static final long DEBUG_COOKIE = 0x7970_6775_6265_6478L;

    static final int DEBUG_RUNTIME_SIZE = 24;
    static final int DEBUG_LIST = 40;
    static final int DEBUG_INTERPRETER_SIZE = 48;
    static final int DEBUG_INTERPRETER_ID = 56;
    static final int DEBUG_INTERPRETER_NEXT = 64;
    static final int DEBUG_OFFSETS = 72;

    // struct pyinterpreters from its list on: the newest interpreter, the main one, the number that the next one gets.
    static final int LIST_MAIN = 8;
    static final int LIST_NEXT_ID = 16;
    static final int LIST_HEAD = 24;

    /** The table of arenas begins with so many, and doubles. */
    static final int FIRST_ARENAS = 16;
    /** A quarter of a TiB of small pools, one TiB of large ones. */
    static final int MOST_ARENAS = 1 << 20;

    private final String versions;
    private final int pool;
    private final int arena;

    PoolLayout(String versions, int pool, int arena) {
        this.versions = versions;
        this.pool = pool;
        this.arena = arena;
    }

    String versions() {
        return versions;
    }

    int pool() {
        return pool;
    }

    int arena() {
        return arena;
    }

    static int sizeOf(int sizeClass) {
        return CLASS_STEP * (sizeClass + 1);
    }

    int blocksPerPool(int sizeClass) {
        return (pool - HEADER) / sizeOf(sizeClass);
    }

    /** Where the pools of an arena at {@code address} begin: arenas need not be aligned, pools are. */
    long firstPool(long address) {
        return (address + pool - 1) & -pool;
    }

    /** One pool is lost where an arena is not aligned. */
    int poolsOfArena(long address) {
        return arena / pool - (firstPool(address) == address ? 0 : 1);
    }

    /** What can be the address of user memory at all. */
    static boolean isPossible(long address) {
        return address >= PAGE && address < 1L << 56;
    }
}
