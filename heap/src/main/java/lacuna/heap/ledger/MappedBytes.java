package lacuna.heap.ledger;

import java.util.List;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.proc.Mapping;

/**
 * What stands for the resident bytes where nothing tells of them, as in a core: all that was mapped and could be accessed.
 * What an allocator reserves, and what the file does not speak of, is none of it. For one thread.
 */
public final class MappedBytes implements ResidentBytes {
    private final long[] starts;
    private final long[] ends;
    // The stretch that was asked for last: most questions are of the same.
    private long lastStart;
    private long lastEnd;

    private MappedBytes(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    public static MappedBytes of(MemoryMap map) {
        return of(map.entries());
    }

    static MappedBytes of(List<MapEntry> entries) {
        List<Mapping> accessible = entries.stream()
                .map(MapEntry::mapping)
                .filter(mapping -> !mapping.isInaccessible())
                .toList();
        return new MappedBytes(
                accessible.stream().mapToLong(Mapping::start).toArray(),
                accessible.stream().mapToLong(Mapping::end).toArray());
    }

    @Override
    public ResidentBytes another() {
        return new MappedBytes(starts, ends);
    }

    @Override
    public long between(long start, long end) {
        if (start >= lastStart && end <= lastEnd) {
            return end - start;
        }
        long sum = 0;
        for (int i = firstBehind(start); i < starts.length && starts[i] < end; i++) {
            sum += Math.max(0, Math.min(end, ends[i]) - Math.max(start, starts[i]));
            lastStart = starts[i];
            lastEnd = ends[i];
        }
        return sum;
    }

    /** The first stretch that ends behind {@code address}. */
    private int firstBehind(long address) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
