package lacuna.heap.jemalloc;

import java.util.List;
import lacuna.linux.proc.Mapping;

/** Where things can be: in the mappings of an image. */
final class Addresses {
    private static final long LOWEST = 4096;
    private static final long HIGHEST = 1L << 56;

    private final List<Mapping> mappings;

    Addresses(List<Mapping> mappings) {
        this.mappings = mappings;
    }

    static boolean isPossible(long address) {
        return address >= LOWEST && address < HIGHEST;
    }

    /** Whether {@code length} bytes at {@code address} are memory that a process allocates for itself. */
    boolean isOwnMemory(long address, long length) {
        int index = indexOf(address);
        long at = address;
        while (index >= 0 && index < mappings.size() && mappings.get(index).contains(at)) {
            Mapping mapping = mappings.get(index++);
            if (!mapping.isWritable() || mapping.isShared()) {
                return false;
            }
            if (mapping.end() - address >= length) {
                return true;
            }
            at = mapping.end();
        }
        return false;
    }

    /** Whether all of {@code [start, end)} is mapped, be it without access. */
    boolean areMapped(long start, long end) {
        int index = indexOf(start);
        long at = start;
        while (index >= 0 && index < mappings.size() && mappings.get(index).contains(at)) {
            at = mappings.get(index++).end();
            if (at >= end) {
                return true;
            }
        }
        return false;
    }

    /** The mapping that {@code address} lies in, or one that does not hold it. */
    private int indexOf(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(mappings.get(middle).start(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
