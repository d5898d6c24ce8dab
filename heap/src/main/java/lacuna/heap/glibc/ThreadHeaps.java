package lacuna.heap.glibc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/** The heaps of a thread arena: from the one that holds its top back to the one that holds the arena itself. */
final class ThreadHeaps {
    private static final int MOST = 1 << 16;

    private final MemoryWindow memory;
    private final int infoSize;

    ThreadHeaps(MemoryWindow memory, int infoSize) {
        this.memory = memory;
        this.infoSize = infoSize;
    }

    /** The pieces of {@code arena}, the oldest first; as many as can be reached. */
    List<HeapPiece> of(Arena arena, Violations violations) {
        long first = arena.address() - infoSize;
        for (long alignment : HeapInfo.ALIGNMENTS) {
            Deque<HeapInfo> heaps = chain(arena, first, alignment);
            if (!heaps.isEmpty()) {
                return pieces(heaps, arena);
            }
        }
        violations.add("the heaps of an arena are no chain", arena.top());
        // The first heap is known by the arena alone.
        return memory.covers(first, HeapInfo.SMALL)
                        && HeapInfo.at(memory, first).isOf(arena.address(), HeapInfo.ALIGNMENTS[0])
                ? pieces(new ArrayDeque<>(List.of(HeapInfo.at(memory, first))), arena)
                : List.of();
    }

    /** What the heaps of {@code arena} are aligned to, and how much address space each has; 64 MiB where that is not told. */
    long alignment(Arena arena) {
        for (long alignment : HeapInfo.ALIGNMENTS) {
            if (!chain(arena, arena.address() - infoSize, alignment).isEmpty()) {
                return alignment;
            }
        }
        return HeapInfo.ALIGNMENTS[0];
    }

    private Deque<HeapInfo> chain(Arena arena, long first, long alignment) {
        Deque<HeapInfo> heaps = new ArrayDeque<>();
        long at = arena.top() & -alignment;
        for (int i = 0; i < MOST; i++) {
            if (!Addresses.isPossible(at) || !memory.covers(at, HeapInfo.SMALL)) {
                return new ArrayDeque<>();
            }
            HeapInfo heap = HeapInfo.at(memory, at);
            boolean isTopsHeap = i > 0 || arena.top() < heap.end();
            if (!heap.isOf(arena.address(), alignment)
                    || !isTopsHeap
                    || (heap.previous() == 0) != (at == first)
                    || heap.previous() % alignment != 0) {
                return new ArrayDeque<>();
            }
            heaps.addFirst(heap);
            if (at == first) {
                return heaps;
            }
            at = heap.previous();
        }
        return new ArrayDeque<>();
    }

    private List<HeapPiece> pieces(Deque<HeapInfo> heaps, Arena arena) {
        List<HeapPiece> pieces = new ArrayList<>(heaps.size());
        for (HeapInfo heap : heaps) {
            long tables = pieces.isEmpty() ? infoSize + arena.layout().size() : infoSize;
            pieces.add(new HeapPiece(heap.address(), ChunkHeader.align(heap.address() + tables), heap.end()));
        }
        return pieces;
    }
}
