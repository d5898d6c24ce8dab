package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.MemoryWindow;

/**
 * Finds {@code usedpools}, the heads of the lists of partly used pools, in an interpreter's data: an empty list points to
 * itself, any other to a pool that points back. 32 of them in a row are in no other structure.
 */
final class PoolTableScan {
    /** A table, with the pools that its lists lead to and what their size tells. */
    record Found(long address, PoolLayout layout, List<Long> pools) {
        Found {
            pools = List.copyOf(pools);
        }
    }

    private static final int MOST_FOUND = 8;
    private static final int MOST_UNREADABLE_PAGES = 1 << 14;

    private final MemoryWindow stream;
    private final MemoryWindow glance;
    private final List<Found> found = new ArrayList<>();

    private PoolTableScan(MemoryWindow stream, MemoryWindow glance) {
        this.stream = stream;
        this.glance = glance;
    }

    /** The tables in {@code ranges}, pairs of start and end, that have a pool in use. */
    static List<Found> in(MemoryWindow stream, MemoryWindow glance, long[] ranges) {
        PoolTableScan scan = new PoolTableScan(stream, glance);
        for (int i = 0; i < ranges.length; i += 2) {
            scan.range(ranges[i], ranges[i + 1]);
        }
        return List.copyOf(scan.found);
    }

    private void range(long start, long end) {
        int unreadable = 0;
        long at = start;
        while (at <= end - PoolLayout.LISTS && found.size() < MOST_FOUND) {
            if (!stream.covers(at, PoolLayout.LISTS)) {
                if (++unreadable > MOST_UNREADABLE_PAGES) {
                    return;
                }
                at = (at | (PoolLayout.PAGE - 1)) + 1;
            } else if (hasShape(stream, at)) {
                int before = found.size();
                table(at).ifPresent(found::add);
                at += found.size() > before ? PoolLayout.LISTS : Long.BYTES;
            } else {
                at += Long.BYTES;
            }
        }
    }

    /** Whether each pair of words at {@code table}, which {@code memory} covers, is a list that is empty, or leads to what can be pools. */
    static boolean hasShape(MemoryWindow memory, long table) {
        for (int i = 0; i < PoolLayout.CLASSES; i++) {
            long list = table + (long) PoolLayout.LIST * i;
            long first = memory.word(list);
            long last = memory.word(list + 8);
            long self = list + PoolLayout.LIST_TO_HEADER;
            if ((first == self) != (last == self) || (first != self && !(canBePool(first) && canBePool(last)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean canBePool(long address) {
        return PoolLayout.isPossible(address) && (address & (PoolLayout.SMALL.pool() - 1)) == 0;
    }

    private Optional<Found> table(long table) {
        PoolLayout layout = null;
        List<Long> pools = new ArrayList<>();
        for (int i = 0; i < PoolLayout.CLASSES; i++) {
            long list = table + (long) PoolLayout.LIST * i;
            long self = list + PoolLayout.LIST_TO_HEADER;
            long pool = stream.word(list);
            if (pool == self) {
                continue;
            }
            if (!glance.covers(pool, PoolLayout.HEADER)
                    || glance.half(pool + PoolLayout.CLASS) != i
                    || glance.word(pool + PoolLayout.PREVIOUS_POOL) != self) {
                // In a process that runs a list may just be changing: the others decide.
                continue;
            }
            int bytes = glance.half(pool + PoolLayout.LAST_OFFSET) + PoolLayout.sizeOf(i);
            for (PoolLayout each : PoolLayout.values()) {
                if (each.pool() == bytes && (pool & (bytes - 1)) == 0 && (layout == null || layout == each)) {
                    layout = each;
                    pools.add(pool);
                }
            }
        }
        return layout == null ? Optional.empty() : Optional.of(new Found(table, layout, pools));
    }
}
