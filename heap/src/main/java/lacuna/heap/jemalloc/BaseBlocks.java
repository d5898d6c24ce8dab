package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;

/**
 * The allocator's own memory: blocks of whole 2 MiB in which its tables lie, in chains, one for each arena. They are no
 * extents and no tree leads to them: they are found below the tables. What is unused at a block's end ends where the block
 * does, which tells a block's header from anything else.
 */
final class BaseBlocks {
    private static final int MOST_BLOCKS = 1 << 16;
    /** A block is made larger than the one before, but hardly larger than this. */
    private static final int MOST_STEPS = 512;

    private final Addresses addresses;
    private final MemoryWindow window;
    private final TreeMap<Long, Long> blocks = new TreeMap<>();
    private final List<Long> strays = new ArrayList<>();

    private BaseBlocks(Addresses addresses, ByteReader memory) {
        this.addresses = addresses;
        this.window = new MemoryWindow(memory, MemoryWindow.GLANCE);
    }

    /** The blocks that hold the sorted {@code metadata}, and those in chains with them. */
    static BaseBlocks holding(LongList metadata, Addresses addresses, ByteReader memory) {
        BaseBlocks found = new BaseBlocks(addresses, memory);
        long covered = 0;
        for (int i = 0; i < metadata.size(); i++) {
            long address = metadata.get(i);
            if (address >= covered) {
                covered = found.hold(address);
            }
        }
        return found;
    }

    /** Starts and ends, ascending. */
    SortedMap<Long, Long> blocks() {
        return blocks;
    }

    long bytes() {
        long sum = 0;
        for (Map.Entry<Long, Long> block : blocks.entrySet()) {
            sum += block.getValue() - block.getKey();
        }
        return sum;
    }

    /** Metadata in no block that was found. */
    List<Long> strays() {
        return List.copyOf(strays);
    }

    /** Up to where memory is known after {@code address} was looked for. */
    private long hold(long address) {
        Map.Entry<Long, Long> known = blocks.floorEntry(address);
        if (known != null && address < known.getValue()) {
            return known.getValue();
        }
        long start = address & -Layout.BLOCK_ALIGNMENT;
        for (int step = 0; step < MOST_STEPS && blocks.size() < MOST_BLOCKS; step++) {
            long end = endOf(start);
            if (end > address) {
                chain(start);
                return end;
            }
            start -= Layout.BLOCK_ALIGNMENT;
            if (!addresses.isOwnMemory(start, Layout.BLOCK_HEADER)) {
                break;
            }
        }
        strays.add(address);
        return address + 1;
    }

    /** The end of the block at {@code start}; 0 when none begins there. */
    private long endOf(long start) {
        if (!addresses.isOwnMemory(start, Layout.BLOCK_HEADER) || !window.covers(start, Layout.BLOCK_HEADER)) {
            return 0;
        }
        long size = window.word(start);
        long next = window.word(start + Layout.BLOCK_NEXT);
        long unused = window.word(start + Layout.BLOCK_UNUSED);
        boolean isBlock = size > 0
                && size % Layout.BLOCK_ALIGNMENT == 0
                && next % Layout.BLOCK_ALIGNMENT == 0
                && unused > start
                && unused <= start + size
                && unused + window.word(start + Layout.BLOCK_UNUSED_BYTES) == start + size
                && addresses.isOwnMemory(start, size);
        return isBlock ? start + size : 0;
    }

    /** All blocks from {@code start} on. */
    private void chain(long start) {
        long block = start;
        while (block != 0 && !blocks.containsKey(block) && blocks.size() < MOST_BLOCKS) {
            long end = endOf(block);
            Map.Entry<Long, Long> below = blocks.lowerEntry(end);
            if (end == 0 || (below != null && below.getValue() > block)) {
                return;
            }
            blocks.put(block, end);
            block = window.word(block + Layout.BLOCK_NEXT);
        }
    }
}
