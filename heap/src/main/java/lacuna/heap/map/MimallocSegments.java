package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * The segments of mimalloc 2: 32 MiB, aligned to that, in slices of 64 KiB. Each has a cookie: one number for the whole
 * process, mixed with the segment's address.
 */
final class MimallocSegments implements NamingRule {
    private static final long SEGMENT = 32 << 20;
    private static final long SLICE = 64 << 10;
    private static final int WHOLE = (int) (SEGMENT / SLICE);
    private static final int MOST_INFO_SLICES = 4;
    private static final int HEADER = 304;
    private static final int SEGMENT_LIMIT = 1 << 16;

    /** Where the words stand in 2.0 to 2.1.2, and in later ones. */
    private static final List<Words> VERSIONS =
            List.of(new Words(216, 224, 232, 240, 264), new Words(224, 248, 256, 264, 288));

    private record Words(int cookie, int slices, int infoSlices, int kind, int firstSlice) {}

    private record Segment(long address, long length, long key) {}

    private final Scene scene;
    private final FoundPieces segments = new FoundPieces();

    MimallocSegments(Scene scene) {
        this.scene = scene;
        for (Words words : VERSIONS) {
            List<Segment> found = find(words);
            boolean isOne = found.stream().mapToLong(Segment::key).distinct().count() == 1;
            if (isOne) {
                found.forEach(segment -> segments.add(segment.address(), segment.length()));
            }
        }
    }

    /** Segments are cut out of larger mappings, of which the rest is for further ones. */
    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        int count = Scene.isData(mapping) ? segments.countIn(mapping) : 0;
        return count == 0
                ? Optional.empty()
                : Optional.of(Name.confirmed(MappingKind.MIMALLOC, count == 1 ? "1 segment" : count + " segments"));
    }

    private List<Segment> find(Words words) {
        List<Segment> found = new ArrayList<>();
        int looked = 0;
        for (Mapping mapping : scene.mappings()) {
            if (!Scene.isData(mapping)) {
                continue;
            }
            long at = (mapping.start() + SEGMENT - 1) & -SEGMENT;
            while (mapping.contains(at) && looked++ < SEGMENT_LIMIT) {
                if (scene.peek().at(at, HEADER) && isSegment(words)) {
                    long slices = scene.peek().u64(words.slices());
                    found.add(new Segment(at, slices * SLICE, scene.peek().u64(words.cookie()) ^ at));
                }
                at += SEGMENT;
            }
        }
        return found;
    }

    /** Whether what was read last is the header of a segment. */
    private boolean isSegment(Words words) {
        long slices = scene.peek().u64(words.slices());
        long info = scene.peek().u64(words.infoSlices());
        int kind = scene.peek().u32(words.kind());
        boolean isNormal = kind == 0 && slices == WHOLE;
        boolean isHuge = kind == 1 && slices > 0 && slices < 1L << 30;
        return (isNormal || isHuge)
                && info >= 1
                && info <= MOST_INFO_SLICES
                && scene.peek().u32(words.firstSlice()) == info
                && scene.peek().u32(words.firstSlice() + Integer.BYTES) == 0;
    }
}
