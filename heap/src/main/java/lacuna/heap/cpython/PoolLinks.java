package lacuna.heap.cpython;

import lacuna.heap.block.MemoryWindow;

/**
 * Whether the lists of partly used pools hold just the pools that the walk found partly used: the sum over all that links
 * lead to is the sum over all that there is to lead to, in both directions.
 */
final class PoolLinks {
    private long members;
    private long forward;
    private long backward;

    void pool(long address, PoolHeader pool) {
        members += mix(address);
        forward += mix(pool.next());
        backward += mix(pool.previous());
    }

    /** Adds the heads of the lists at {@code lists}: whether they could be read. */
    boolean heads(MemoryWindow memory, long lists) {
        if (!memory.covers(lists, PoolLayout.LISTS)) {
            return false;
        }
        for (int i = 0; i < PoolLayout.CLASSES; i++) {
            long list = lists + (long) PoolLayout.LIST * i;
            members += mix(list + PoolLayout.LIST_TO_HEADER);
            forward += mix(memory.word(list));
            backward += mix(memory.word(list + Long.BYTES));
        }
        return true;
    }

    boolean agree() {
        return members == forward && members == backward;
    }

    private static long mix(long address) {
        long mixed = address * 0x9e3779b97f4a7c15L;
        return (mixed ^ (mixed >>> 32)) * 0xbf58476d1ce4e5b9L;
    }
}
