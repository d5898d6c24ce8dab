package lacuna.heap.jemalloc;

import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;

/** Pours the extents of one arena as blocks: slabs by their slots, large ones with their padding, others by their state. */
final class ExtentWalk {
    private final ExtentTable table;
    private final BlockSink sink;

    ExtentWalk(ExtentTable table, BlockSink sink) {
        this.table = table;
        this.sink = sink;
    }

    void walk(int arena) {
        for (Extents extents : table.leaves()) {
            if (!extents.arenas().get(arena)) {
                continue;
            }
            for (int i = 0; i < extents.count(); i++) {
                if (extents.arena(i) == arena) {
                    extent(extents, i);
                }
            }
        }
    }

    private void extent(Extents extents, int index) {
        long address = extents.address(index);
        long bytes = extents.bytes(index);
        switch (ExtentUse.of(extents, index)) {
            case SLAB -> slab(extents, index, address, bytes);
            case LARGE -> large(extents, index, address, bytes);
            // Between two states it is as free as in either.
            case DIRTY, IN_TRANSIT -> sink.block(address, bytes, BlockState.CACHED);
            case MUZZY -> sink.block(address, bytes, BlockState.LAZILY_FREED);
            case RETAINED -> sink.block(address, bytes, BlockState.GIVEN_BACK);
        }
    }

    private void slab(Extents extents, int index, long address, long bytes) {
        long size = SizeClasses.bytes(extents.sizeClass(index));
        int slots = extents.slots(index);
        int slot = 0;
        boolean isFree = false;
        while (slot < slots) {
            int end = extents.nextSlot(index, slot, slots, !isFree);
            if (end > slot) {
                sink.blocks(address + slot * size, size, end - slot, isFree ? BlockState.FREE : BlockState.LIVE);
            }
            slot = end;
            isFree = !isFree;
        }
        long rest = bytes - slots * size;
        if (rest > 0) {
            sink.block(address + slots * size, rest, BlockState.OVERHEAD);
        }
    }

    private void large(Extents extents, int index, long address, long bytes) {
        long start = address + extents.offset(index);
        long end = Math.min(start + table.usable(extents, index), address + bytes);
        if (start > address) {
            sink.block(address, start - address, BlockState.OVERHEAD);
        }
        sink.block(start, end - start, BlockState.LIVE);
        if (address + bytes > end) {
            sink.block(end, address + bytes - end, BlockState.OVERHEAD);
        }
    }
}
