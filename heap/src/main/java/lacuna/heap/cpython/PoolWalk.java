package lacuna.heap.cpython;

import java.util.Arrays;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The walk through one pool, and the hot loop of this room. Of a pool whose blocks are all handed out only the header is
 * read; of others also the blocks, for the list of free ones leads through them.
 */
final class PoolWalk {
    private final PoolLayout layout;
    private final MemoryWindow headers;
    private final MemoryWindow blocks;
    private final PoolHeader pool;
    private final PoolSums sums;
    private final PoolLinks links;
    private final Violations violations;
    private final long[] free;
    private boolean hadFreed;

    PoolWalk(PoolLayout layout, ByteReader memory, PoolSums sums, PoolLinks links, Violations violations) {
        this.layout = layout;
        this.headers = new MemoryWindow(memory, PoolLayout.HEADER);
        this.blocks = new MemoryWindow(memory, layout.pool());
        this.pool = new PoolHeader(layout);
        this.sums = sums;
        this.links = links;
        this.violations = violations;
        this.free = new long[layout.blocksPerPool(0) / Long.SIZE + 1];
    }

    /** Pours all of the pool at {@code address}, nothing of one that cannot be understood. */
    void walk(long address, int arenaIndex, BlockSink sink) {
        // Pools with freed blocks lie side by side: where one was, the next is read whole at once.
        MemoryWindow window = hadFreed ? blocks : headers;
        hadFreed = false;
        window.forget();
        if (!window.covers(address, PoolLayout.HEADER)) {
            violations.add("a pool cannot be read", address);
            return;
        }
        pool.take(window, address);
        if (!isSound(address, arenaIndex)) {
            return;
        }
        if (pool.live() < pool.handedOut()) {
            hadFreed = true;
            // Its list and its header have to be of one moment.
            if (window != blocks) {
                blocks.forget();
            }
            if (!blocks.covers(address, pool.nextOffset())) {
                violations.add("a pool cannot be read", address);
                return;
            }
            pool.take(blocks, address);
            if (!isSound(address, arenaIndex)) {
                return;
            }
        }
        int size = pool.size();
        int capacity = layout.blocksPerPool(pool.sizeClass());
        int handedOut = pool.handedOut();
        sink.block(address, PoolLayout.HEADER, BlockState.OVERHEAD);
        if (pool.live() == handedOut) {
            sink.blocks(address + PoolLayout.HEADER, size, handedOut, BlockState.LIVE);
        } else {
            partlyUsed(address, handedOut, sink);
        }
        long at = address + PoolLayout.HEADER + (long) handedOut * size;
        if (capacity > handedOut) {
            sink.blocks(at, size, capacity - handedOut, BlockState.TOP);
            at += (long) (capacity - handedOut) * size;
        }
        int rest = (int) (address + layout.pool() - at);
        if (rest > 0) {
            sink.block(at, rest, BlockState.OVERHEAD);
        }
        int index = pool.sizeClass();
        sums.pools[index]++;
        sums.live[index] += pool.live();
        sums.freed[index] += handedOut - pool.live();
        sums.neverUsed[index] += capacity - handedOut;
        sums.headers += PoolLayout.HEADER;
        sums.quantisation += rest;
        if (pool.live() < capacity) {
            links.pool(address, pool);
        }
    }

    private boolean isSound(long address, int arenaIndex) {
        if (!pool.isSound() || pool.arenaIndex() != arenaIndex) {
            violations.add("a pool's header is impossible", address);
            return false;
        }
        return true;
    }

    private void partlyUsed(long address, int handedOut, BlockSink sink) {
        collectFree(handedOut - pool.live(), address);
        int size = pool.size();
        long first = address + PoolLayout.HEADER;
        int from = 0;
        while (from < handedOut) {
            boolean isFree = isFree(from);
            int to = from + 1;
            while (to < handedOut && isFree(to) == isFree) {
                to++;
            }
            sink.blocks(first + (long) from * size, size, to - from, isFree ? BlockState.FREE : BlockState.LIVE);
            if (isFree) {
                long end = first + (long) to * size;
                // Pages that begin in freed blocks and end in blocks that were never handed out are free as well.
                long border = to == handedOut ? Math.min(address + layout.pool(), pageBehind(end)) : end;
                sums.wholePages[pool.sizeClass()] +=
                        Math.max(0, (border & -PoolLayout.PAGE) - pageBehind(first + (long) from * size));
            }
            from = to;
        }
    }

    private static long pageBehind(long address) {
        return (address + PoolLayout.PAGE - 1) & -PoolLayout.PAGE;
    }

    private boolean isFree(int block) {
        return ((free[block >>> 6] >>> block) & 1) != 0;
    }

    private void collectFree(int count, long address) {
        Arrays.fill(free, 0);
        long block = pool.freeBlock();
        for (int i = 0; i < count; i++) {
            if (!pool.isBlock(block) || isFree(pool.indexOf(block))) {
                violations.add("a pool's list of free blocks is broken", address);
                return;
            }
            int index = pool.indexOf(block);
            free[index >>> 6] |= 1L << index;
            block = blocks.word(block);
        }
        if (block != 0) {
            violations.add("a pool's list of free blocks is longer than the pool says", address);
        }
    }
}
