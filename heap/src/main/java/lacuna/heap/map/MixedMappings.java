package lacuna.heap.map;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lacuna.heap.glibc.MallocMemory.Kind;
import lacuna.heap.glibc.MallocMemory.Piece;
import lacuna.linux.proc.Mapping;

/**
 * The kernel makes one mapping of neighbours, whosever they are: cuts memory of no file where malloc's begins and ends, so
 * that what is malloc's is told as such and the rest is not.
 */
final class MixedMappings {
    private static final long PAGE = 4096;
    private static final int MOST_PARTS = 1 << 12;
    private static final Set<MappingKind> MAY_BE_MIXED =
            EnumSet.of(MappingKind.ANONYMOUS, MappingKind.LARGE_MALLOC, MappingKind.ARENA_HEAP, MappingKind.MAIN_HEAP);

    private final MallocPieces malloc;

    MixedMappings(MallocPieces malloc) {
        this.malloc = malloc;
    }

    /** The parts of {@code mapping}, side by side; itself where it is one thing, or something that is not cut. */
    List<Part> of(Mapping mapping, Name name) {
        boolean mayBeMixed = Scene.isData(mapping)
                && !mapping.path().startsWith("[")
                && name.sureness() == Sureness.CONFIRMED
                && MAY_BE_MIXED.contains(name.kind());
        List<Part> parts = mayBeMixed ? cut(mapping) : List.of();
        return parts.size() > 1 && parts.size() <= MOST_PARTS ? parts : List.of(new Part(mapping, name));
    }

    private List<Part> cut(Mapping mapping) {
        List<Part> parts = new ArrayList<>();
        List<Piece> run = new ArrayList<>();
        long at = mapping.start();
        for (Piece piece : malloc.in(mapping.start(), mapping.end())) {
            long start = Math.max(piece.start() & -PAGE, at);
            boolean goesOn = !run.isEmpty() && run.getLast().kind() == piece.kind() && start == end(run, mapping);
            if (!goesOn) {
                at = close(run, at, mapping, parts);
                if (start > at) {
                    parts.add(rest(mapping, at, start));
                    at = start;
                }
            }
            run.add(piece);
        }
        at = close(run, at, mapping, parts);
        if (at < mapping.end()) {
            parts.add(rest(mapping, at, mapping.end()));
        }
        return parts;
    }

    /** Adds the part that {@code run} is, which begins at {@code start}, and says where it ends. */
    private static long close(List<Piece> run, long start, Mapping mapping, List<Part> parts) {
        if (run.isEmpty()) {
            return start;
        }
        long end = end(run, mapping);
        if (end > start) {
            Kind kind = run.getFirst().kind();
            parts.add(new Part(part(mapping, start, end), MallocPieces.nameOf(kind, run, mapping.start())));
        }
        run.clear();
        return Math.max(start, end);
    }

    private static long end(List<Piece> run, Mapping mapping) {
        return Math.min(run.getLast().end() + PAGE - 1 & -PAGE, mapping.end());
    }

    private static Part rest(Mapping mapping, long start, long end) {
        return new Part(part(mapping, start, end), KernelNames.plain(mapping));
    }

    private static Mapping part(Mapping whole, long start, long end) {
        return new Mapping(
                start,
                end,
                whole.permissions(),
                whole.offset() == 0 ? 0 : whole.offset() + (start - whole.start()),
                whole.deviceMajor(),
                whole.deviceMinor(),
                whole.inode(),
                whole.path(),
                whole.deleted());
    }
}
