package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lacuna.heap.block.MemoryWindow;

/**
 * All arenas of a process: each points to the next, the last to the main arena. Every other than the main arena lies at
 * the beginning of a heap whose heap_info names it.
 */
record ArenaRing(List<Arena> arenas, int heapInfoSize, boolean isClosed) {
    private static final int MOST = 1 << 16;

    /** The ring as far as it can be followed from {@code main}; empty when not even that can be read. */
    static Optional<ArenaRing> from(MemoryWindow memory, long main, ArenaLayout layout) {
        Optional<Arena> first = Arena.at(memory, main, layout);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        List<Arena> arenas = new ArrayList<>(List.of(first.get()));
        Set<Long> seen = new HashSet<>(Set.of(main));
        int infoSize = 0;
        long next = first.get().next();
        while (next != main && arenas.size() < MOST && seen.add(next)) {
            int size = heapInfoBefore(memory, next);
            Optional<Arena> arena = size == 0 ? Optional.empty() : Arena.at(memory, next, layout);
            if (arena.isEmpty() || (infoSize != 0 && infoSize != size)) {
                break;
            }
            infoSize = size;
            arenas.add(arena.get());
            next = arena.get().next();
        }
        return Optional.of(new ArenaRing(List.copyOf(arenas), infoSize, next == main));
    }

    /** Whether it is a ring of at least one thread arena: nothing else looks like this. */
    boolean isProof() {
        return isClosed && arenas.size() > 1;
    }

    private static int heapInfoBefore(MemoryWindow memory, long arena) {
        for (int size : new int[] {HeapInfo.LARGE, HeapInfo.SMALL}) {
            long heap = arena - size;
            if (Addresses.isPossible(heap)
                    && heap % 4096 == 0
                    && memory.covers(heap, HeapInfo.SMALL)
                    && HeapInfo.at(memory, heap).isOf(arena, Long.MAX_VALUE)
                    && HeapInfo.at(memory, heap).previous() == 0) {
                return size;
            }
        }
        return 0;
    }
}
