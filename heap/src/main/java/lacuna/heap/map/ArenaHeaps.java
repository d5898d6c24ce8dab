package lacuna.heap.map;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import lacuna.linux.proc.Mapping;

/**
 * The heaps of glibc's thread arenas: 64 MiB of address space each, aligned to that, the used part readable and the rest
 * reserved without access. A JVM's metaspace and a Go arena can have this shape; what stands at the beginning decides.
 * One mapping can hold several heaps (the kernel merges neighbours), and one heap can be several mappings.
 */
final class ArenaHeaps implements NamingRule {
    static final long HEAP_MAX = 64L << 20;

    // struct heap_info, the same in all versions; it grew from 32 to 48 bytes in 2.35.
    private static final int ARENA = 0;
    private static final int PREVIOUS = 8;
    private static final int SIZE = 16;
    private static final int WRITABLE_SIZE = 24;
    private static final int INFO_SIZE = 32;
    private static final int NEWER_INFO_SIZE = 48;

    private static final int PAGE = 4096;
    /** Heaps looked for in one mapping: 4 TiB of them. */
    private static final int HEAP_LIMIT = 1 << 16;

    private record Heap(long base, long arena, long previous) {}

    private final Scene scene;
    private final NavigableMap<Long, Heap> heaps = new TreeMap<>(Long::compareUnsigned);

    ArenaHeaps(Scene scene) {
        this.scene = scene;
        for (Mapping mapping : scene.mappings()) {
            if (Scene.isData(mapping)) {
                findIn(mapping);
            }
        }
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isPrivateAnonymous(mapping)) {
            return Optional.empty();
        }
        if (mapping.isInaccessible()) {
            if (holds(mapping.start())) {
                return Optional.of(Name.confirmed(MappingKind.ARENA_RESERVE, ""));
            }
            return index > 0 && isShape(index - 1)
                    ? Optional.of(Name.byShape(MappingKind.ARENA_RESERVE, ""))
                    : Optional.empty();
        }
        if (Scene.isMostOf(covered(mapping), mapping)) {
            return Optional.of(Name.confirmed(MappingKind.ARENA_HEAP, note(mapping)));
        }
        return isShape(index) ? Optional.of(Name.byShape(MappingKind.ARENA_HEAP, "")) : Optional.empty();
    }

    private void findIn(Mapping mapping) {
        long base = (mapping.start() + HEAP_MAX - 1) & -HEAP_MAX;
        for (int i = 0; i < HEAP_LIMIT && mapping.contains(base); i++) {
            if (scene.peek().at(base, INFO_SIZE) && isHeapInfo(base)) {
                heaps.put(
                        base,
                        new Heap(base, scene.peek().u64(ARENA), scene.peek().u64(PREVIOUS)));
            }
            base += HEAP_MAX;
        }
    }

    /** Whether what was read last is the heap_info of a heap at {@code base}. */
    private boolean isHeapInfo(long base) {
        long arena = scene.peek().u64(ARENA);
        long previous = scene.peek().u64(PREVIOUS);
        long size = scene.peek().u64(SIZE);
        long writable = scene.peek().u64(WRITABLE_SIZE);
        if (size <= 0 || size > writable || writable > HEAP_MAX || size % PAGE != 0 || writable % PAGE != 0) {
            return false;
        }
        // An arena's first heap holds the arena itself, directly behind its own heap_info.
        long inItsHeap = arena & (HEAP_MAX - 1);
        boolean isFirst = arena - inItsHeap == base;
        return (inItsHeap == INFO_SIZE || inItsHeap == NEWER_INFO_SIZE)
                && previous % HEAP_MAX == 0
                && (previous == 0) == isFirst;
    }

    /** Memory of the shape of a heap, which cannot be read. */
    private boolean isShape(int index) {
        Mapping mapping = scene.mappings().get(index);
        return Scene.isData(mapping)
                && mapping.start() % HEAP_MAX == 0
                && mapping.length() < HEAP_MAX
                && !scene.peek().at(mapping.start(), INFO_SIZE)
                && scene.directlyAbove(index)
                        .filter(above -> above.isInaccessible()
                                && Scene.isPrivateAnonymous(above)
                                && above.end() == mapping.start() + HEAP_MAX)
                        .isPresent();
    }

    private boolean holds(long address) {
        Map.Entry<Long, Heap> heap = heaps.floorEntry(address);
        return heap != null && Long.compareUnsigned(address - heap.getKey(), HEAP_MAX) < 0;
    }

    /** How many bytes of {@code mapping} belong to heaps. */
    private long covered(Mapping mapping) {
        long covered = 0;
        if (holds(mapping.start()) && !heaps.containsKey(mapping.start())) {
            long base = heaps.floorKey(mapping.start());
            covered += Math.min(mapping.length(), base + HEAP_MAX - mapping.start());
        }
        for (long base :
                heaps.subMap(mapping.start(), true, mapping.end(), false).keySet()) {
            covered += Math.min(mapping.end() - base, HEAP_MAX);
        }
        return covered;
    }

    private String note(Mapping mapping) {
        var within = heaps.subMap(mapping.start(), true, mapping.end(), false);
        if (within.size() > 1) {
            return within.size() + " heaps";
        }
        if (within.isEmpty()) {
            return "";
        }
        Heap heap = within.firstEntry().getValue();
        return heap.previous() == 0 ? "" : "continues arena 0x" + Long.toHexString(heap.arena());
    }
}
