package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lacuna.heap.hotspot.HotSpotTable;
import lacuna.linux.proc.Mapping;

/** What a HotSpot JVM itself says of its memory: the Java heap, the code cache, the shared class archive. */
final class JvmMemory implements NamingRule {
    private static final String COLLECTED_HEAP = "Universe::_collectedHeap";
    private static final String RESERVED = "CollectedHeap::_reserved";
    private static final String REGION_START = "MemRegion::_start";
    private static final String REGION_WORDS = "MemRegion::_word_size";
    private static final String CODE_LOW = "CodeCache::_low_bound";
    private static final String CODE_HIGH = "CodeCache::_high_bound";
    private static final String ARCHIVE_BASE = "MetaspaceObj::_shared_metaspace_base";
    private static final String ARCHIVE_TOP = "MetaspaceObj::_shared_metaspace_top";
    private static final Set<String> WANTED = Set.of(
            COLLECTED_HEAP, RESERVED, REGION_START, REGION_WORDS, CODE_LOW, CODE_HIGH, ARCHIVE_BASE, ARCHIVE_TOP);

    private record Range(MappingKind kind, long start, long end) {
        boolean holds(Mapping mapping) {
            return Long.compareUnsigned(mapping.start(), start) >= 0 && Long.compareUnsigned(mapping.end(), end) <= 0;
        }
    }

    private final Scene scene;
    private final List<Range> ranges = new ArrayList<>();

    JvmMemory(Scene scene) {
        this.scene = scene;
        HotSpotTable.read(scene.image(), WANTED).ifPresent(this::findRanges);
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        for (Range range : ranges) {
            if (range.holds(mapping)) {
                return Optional.of(
                        mapping.isInaccessible()
                                ? Name.confirmed(
                                        MappingKind.RESERVED, range.kind().words())
                                : Name.confirmed(range.kind(), ""));
            }
        }
        return Optional.empty();
    }

    private void findRanges(HotSpotTable table) {
        add(MappingKind.JVM_CODE_CACHE, value(table.place(CODE_LOW)), value(table.place(CODE_HIGH)));
        add(MappingKind.JVM_CDS, value(table.place(ARCHIVE_BASE)), value(table.place(ARCHIVE_TOP)));
        OptionalLong heap = value(table.place(COLLECTED_HEAP));
        OptionalLong region = plus(heap, table.place(RESERVED));
        OptionalLong start = value(plus(region, table.place(REGION_START)));
        OptionalLong words = value(plus(region, table.place(REGION_WORDS)));
        if (words.isPresent() && words.getAsLong() > 0 && words.getAsLong() <= Long.MAX_VALUE / Long.BYTES) {
            add(MappingKind.JVM_HEAP, start, plus(start, OptionalLong.of(words.getAsLong() * Long.BYTES)));
        }
    }

    private void add(MappingKind kind, OptionalLong start, OptionalLong end) {
        if (start.isPresent() && end.isPresent() && Long.compareUnsigned(start.getAsLong(), end.getAsLong()) < 0) {
            ranges.add(new Range(kind, start.getAsLong(), end.getAsLong()));
        }
    }

    private OptionalLong value(OptionalLong address) {
        return address.isPresent() && address.getAsLong() != 0
                ? scene.peek().wordAt(address.getAsLong())
                : OptionalLong.empty();
    }

    private static OptionalLong plus(OptionalLong a, OptionalLong b) {
        return a.isPresent() && b.isPresent() ? OptionalLong.of(a.getAsLong() + b.getAsLong()) : OptionalLong.empty();
    }
}
