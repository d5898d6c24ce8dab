package lacuna.heap.glibc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;
import lacuna.linux.proc.Mapping;

/** Which memory each arena has, as some bytes have it. */
final class ArenaPieces {
    private static final long GROWTH = 16L << 20;

    private final List<Mapping> mappings;
    private final Place place;
    private final MemoryWindow stream;
    private final MemoryWindow glance;
    private final ArenaRing ring;
    private final Parameters parameters;
    private final Map<Long, List<HeapPiece>> mainPieces = new HashMap<>();

    ArenaPieces(List<Mapping> mappings, Place place, MemoryWindow stream, MemoryWindow glance) {
        this.mappings = mappings;
        this.place = place;
        this.stream = stream;
        this.glance = glance;
        ring = ArenaRing.from(glance, place.mainArena(), place.layout()).orElse(new ArenaRing(List.of(), 0, false));
        parameters = Parameters.at(
                        glance, place.parameters().address(), place.parameters().layout())
                .orElse(place.parameters());
    }

    ArenaRing ring() {
        return ring;
    }

    Parameters parameters() {
        return parameters;
    }

    RegionKind kindOf(Arena arena) {
        return arena.address() == place.mainArena() ? RegionKind.MAIN : RegionKind.THREAD;
    }

    /** Those of {@code arena}, as many as can be reached. */
    List<HeapPiece> of(Arena arena, Violations violations) {
        if (arena.isIdle()) {
            return List.of();
        }
        return switch (kindOf(arena)) {
            case THREAD -> new ThreadHeaps(glance, ring.heapInfoSize()).of(arena, violations);
            case MAIN -> mainPieces.computeIfAbsent(arena.address(), _ -> mainPieces(arena));
            case MAPPED -> List.of();
        };
    }

    /** What all arenas together have. */
    AddressRanges all() {
        AddressRanges all = new AddressRanges();
        for (Arena arena : ring.arenas()) {
            of(arena, new Violations()).forEach(piece -> all.add(piece.start(), piece.end()));
        }
        return all;
    }

    /** The memory from brk, foreign parts included, and then what came from mmap. */
    private List<HeapPiece> mainPieces(Arena arena) {
        long base = parameters.sbrkBase();
        if (arena.isNoncontiguous()) {
            return new MainHeaps(stream, mappings).scattered(base, ofThreads(), arena.top(), arena.systemMemory());
        }
        if (!Addresses.isPossible(base)) {
            return List.of();
        }
        boolean isWhole = arena.top() >= base && arena.top() - base < arena.systemMemory();
        long reach = MainHeaps.breakEnd(mappings, base);
        // The mapping list may be older than the arena.
        long end = isWhole && arena.systemMemory() - GROWTH <= reach - base ? base + arena.systemMemory() : reach;
        return List.of(new HeapPiece(base, ChunkHeader.align(base), end));
    }

    private AddressRanges ofThreads() {
        AddressRanges taken = new AddressRanges();
        for (Arena arena : ring.arenas()) {
            if (kindOf(arena) == RegionKind.THREAD) {
                of(arena, new Violations()).forEach(piece -> taken.add(piece.start(), piece.end()));
            }
        }
        return taken;
    }
}
