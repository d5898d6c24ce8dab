package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.mimalloc.SegmentScan;
import lacuna.linux.proc.Mapping;

/** The segments of mimalloc 2: by their headers, and the cookie that all of them share. */
final class MimallocSegments implements NamingRule {
    private final FoundPieces segments = new FoundPieces();

    MimallocSegments(Scene scene) {
        SegmentScan.pieces(scene.mappings(), scene.image()::read)
                .forEach(piece -> segments.add(piece.address(), piece.length()));
    }

    /** Segments are cut out of larger mappings, of which the rest is for further ones. */
    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        int count = Scene.isData(mapping) ? segments.countIn(mapping) : 0;
        return count == 0
                ? Optional.empty()
                : Optional.of(Name.confirmed(MappingKind.MIMALLOC, count == 1 ? "1 segment" : count + " segments"));
    }
}
