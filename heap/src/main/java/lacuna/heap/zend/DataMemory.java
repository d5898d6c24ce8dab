package lacuna.heap.zend;

import java.util.Arrays;
import java.util.List;
import lacuna.linux.proc.Mapping;

/** Where a program's private data can be: what a pointer of the allocator is held against. */
final class DataMemory {
    private final long[] starts;
    private final long[] ends;
    private final int count;

    DataMemory(List<Mapping> mappings) {
        long[] from = new long[mappings.size()];
        long[] to = new long[mappings.size()];
        int found = 0;
        for (Mapping mapping : mappings) {
            if (isData(mapping)) {
                if (found > 0 && to[found - 1] == mapping.start()) {
                    to[found - 1] = mapping.end();
                } else {
                    from[found] = mapping.start();
                    to[found++] = mapping.end();
                }
            }
        }
        starts = from;
        ends = to;
        count = found;
    }

    int pieces() {
        return count;
    }

    long start(int piece) {
        return starts[piece];
    }

    long end(int piece) {
        return ends[piece];
    }

    /** Whether all of {@code [address, address + length)} is private data, without a gap. */
    boolean holds(long address, long length) {
        int found = Arrays.binarySearch(starts, 0, count, address);
        int piece = found >= 0 ? found : -found - 2;
        return length > 0 && piece >= 0 && address < ends[piece] && length <= ends[piece] - address;
    }

    private static boolean isData(Mapping mapping) {
        boolean isAnonymous = mapping.isAnonymous() || mapping.path().startsWith("[anon:");
        return !mapping.isShared()
                && isAnonymous
                && mapping.isReadable()
                && mapping.isWritable()
                && mapping.start() > 0;
    }
}
