package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import lacuna.heap.glibc.MallocMemory;
import lacuna.heap.glibc.MallocMemory.Kind;
import lacuna.heap.glibc.MallocMemory.Piece;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** The memory of glibc's malloc by its own tables, as what is shared by the rules that name it. */
final class MallocPieces {
    private final NavigableMap<Long, Piece> pieces = new TreeMap<>();

    MallocPieces(MemoryImage image) {
        MallocMemory.of(image).forEach(piece -> pieces.putIfAbsent(piece.start(), piece));
    }

    /** The name of {@code mapping} when at least half of it are pieces of this kind. */
    Optional<Name> name(Kind kind, Mapping mapping) {
        List<Piece> within = new ArrayList<>();
        long covered = 0;
        for (Piece piece : in(mapping.start(), mapping.end())) {
            if (piece.kind() == kind) {
                within.add(piece);
                covered += Math.min(mapping.end(), piece.end()) - Math.max(mapping.start(), piece.start());
            }
        }
        return covered > 0 && Scene.isMostOf(covered, mapping)
                ? Optional.of(nameOf(kind, within, mapping.start()))
                : Optional.empty();
    }

    /** Whether {@code address} lies in address space that is set aside for a heap. */
    boolean isReserve(long address) {
        Map.Entry<Long, Piece> below = pieces.floorEntry(address);
        return below != null
                && below.getValue().kind() == Kind.HEAP
                && address < below.getValue().reach();
    }

    /** Those that have bytes from {@code start} to {@code end}, by their addresses. */
    List<Piece> in(long start, long end) {
        List<Piece> found = new ArrayList<>();
        Map.Entry<Long, Piece> below = pieces.lowerEntry(start);
        if (below != null && below.getValue().end() > start) {
            found.add(below.getValue());
        }
        found.addAll(pieces.subMap(start, true, end, false).values());
        return found;
    }

    /** The name of some that lie together, of which those that begin at {@code start} or behind count. */
    static Name nameOf(Kind kind, List<Piece> some, long start) {
        List<Piece> begun =
                some.stream().filter(piece -> piece.start() >= start).toList();
        int count = begun.size();
        return switch (kind) {
            case MAIN -> Name.confirmed(MappingKind.MAIN_HEAP, "");
            case CHUNK -> Name.confirmed(MappingKind.LARGE_MALLOC, count <= 1 ? "" : count + " allocations");
            case HEAP -> Name.confirmed(MappingKind.ARENA_HEAP, count > 1 ? count + " heaps" : continued(begun));
        };
    }

    private static String continued(List<Piece> one) {
        return one.stream()
                .filter(piece -> piece.continued() != 0)
                .map(piece -> "continues arena 0x" + Long.toHexString(piece.continued()))
                .findFirst()
                .orElse("");
    }
}
