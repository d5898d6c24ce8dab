package lacuna.heap.cpython;

import lacuna.heap.block.MemoryWindow;

/** The header of a pool in use, as it was read last: one reused object, because there are as many as pools. */
final class PoolHeader {
    private final PoolLayout layout;
    private long address;
    private int live;
    private long freeBlock;
    private long next;
    private long previous;
    private int arenaIndex;
    private int sizeClass;
    private int nextOffset;
    private int lastOffset;

    PoolHeader(PoolLayout layout) {
        this.layout = layout;
    }

    /** Takes the header at {@code pool}, which {@code memory} covers. */
    void take(MemoryWindow memory, long pool) {
        address = pool;
        live = memory.half(pool + PoolLayout.COUNT);
        freeBlock = memory.word(pool + PoolLayout.FREE_BLOCK);
        next = memory.word(pool + PoolLayout.NEXT_POOL);
        previous = memory.word(pool + PoolLayout.PREVIOUS_POOL);
        arenaIndex = memory.half(pool + PoolLayout.ARENA_INDEX);
        sizeClass = memory.half(pool + PoolLayout.CLASS);
        nextOffset = memory.half(pool + PoolLayout.NEXT_OFFSET);
        lastOffset = memory.half(pool + PoolLayout.LAST_OFFSET);
    }

    /** Whether it was once filled in by the allocator: that of a pool that is free again may have been. */
    boolean hasShape() {
        if (sizeClass < 0 || sizeClass >= PoolLayout.CLASSES || lastOffset != layout.pool() - size()) {
            return false;
        }
        int reach = nextOffset - PoolLayout.HEADER;
        return reach >= size() && nextOffset <= lastOffset + size() && reach % size() == 0;
    }

    /** Whether it keeps all rules that a header of a pool in use can keep by itself. */
    boolean isSound() {
        if (!hasShape() || live < 1 || live > handedOut()) {
            return false;
        }
        // A pool has a block to hand out unless all of it is handed out.
        return freeBlock == 0 ? live == layout.blocksPerPool(sizeClass) : live < handedOut() && isBlock(freeBlock);
    }

    /** Whether {@code block} is the address of a block that was handed out once. */
    boolean isBlock(long block) {
        long offset = block - address - PoolLayout.HEADER;
        return offset >= 0 && offset < nextOffset - PoolLayout.HEADER && offset % size() == 0;
    }

    int indexOf(long block) {
        return (int) (block - address - PoolLayout.HEADER) / size();
    }

    int size() {
        return PoolLayout.sizeOf(sizeClass);
    }

    int live() {
        return live;
    }

    /** Blocks that were handed out at least once. */
    int handedOut() {
        return (nextOffset - PoolLayout.HEADER) / size();
    }

    int nextOffset() {
        return nextOffset;
    }

    long freeBlock() {
        return freeBlock;
    }

    long next() {
        return next;
    }

    long previous() {
        return previous;
    }

    int arenaIndex() {
        return arenaIndex;
    }

    int sizeClass() {
        return sizeClass;
    }
}
