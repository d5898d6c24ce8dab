package lacuna.heap.hotspot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.image.CoreBuilder;
import lacuna.heap.image.CoreImage;
import lacuna.linux.CannotExamine;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A heap of G1 with regions of the test's choice, whole and damaged, under tables with offsets of the test's own. */
class BuiltJavaHeapTest {
    private static final long DATA = 0x7f00_0000_0000L;
    private static final long HEAP_OBJECT = DATA + 0x100;
    private static final long REGIONS = DATA + 0x1000;
    private static final long OBJECTS = DATA + 0x2000;
    private static final int OBJECT = 64;
    private static final long GRAIN = 1 << 20;
    private static final long HEAP = 0xf000_0000L;

    private static final Map<Space.Kind, Integer> TAGS = new EnumMap<>(Map.of(
            Space.Kind.FREE, 0,
            Space.Kind.EDEN, 2,
            Space.Kind.SURVIVOR, 3,
            Space.Kind.HUMONGOUS, 4,
            Space.Kind.OLD, 8));

    /** A region and how much of it is used, in words. */
    record Wanted(Space.Kind kind, int words) {}

    @Property(tries = 100, seed = "1")
    void eachRegionIsFoundAsWhatItIs(@ForAll("regions") List<Wanted> regions) {
        Map<String, Long> found = new HashMap<>();
        walk(built(regions).build()).orElseThrow().forEach(report -> {
            assertThat(report.isConsistent()).isTrue();
            found.put(report.region().kind(), report.region().system());
        });
        Map<String, Long> expected = new HashMap<>();
        regions.forEach(region -> expected.merge(region.kind().word(), GRAIN, Long::sum));
        assertThat(found).isEqualTo(expected);
    }

    @Property(tries = 300, seed = "1")
    void damageNeverThrows_andWhatIsToldIsNeverMoreThanThereIs(
            @ForAll("regions") List<Wanted> regions, @ForAll long seed) {
        byte[] core = built(regions).build();
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(64); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        walk(core)
                .ifPresent(reports ->
                        reports.forEach(report -> assertThat(report.tally().totalBytes() + report.residue())
                                .isEqualTo(report.region().system())));
    }

    @Property(tries = 100, seed = "1")
    void anImpossibleRegionIsNeverOverlooked(@ForAll("regions") List<Wanted> regions, @ForAll long seed) {
        Random random = new Random(seed);
        long object = OBJECTS + (long) OBJECT * random.nextInt(regions.size());
        long[] hostile = {-8, 1, HEAP - 8, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 56};
        CoreBuilder core = built(regions);
        data.word(object + 8L * random.nextInt(3), hostile[random.nextInt(hostile.length)]);
        Optional<List<RegionReport>> reports = walk(core.build());
        assertThat(reports.filter(all -> all.stream().allMatch(RegionReport::isConsistent)))
                .isEmpty();
    }

    @Provide
    static Arbitrary<List<Wanted>> regions() {
        return Combinators.combine(
                        Arbitraries.of(TAGS.keySet()), Arbitraries.integers().between(1, (int) GRAIN / 8))
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private CoreBuilder.Memory data;

    private CoreBuilder built(List<Wanted> regions) {
        CoreBuilder core = new CoreBuilder();
        core.load(HEAP, GRAIN * regions.size(), CoreBuilder.READ | CoreBuilder.WRITE, 0);
        data = core.data(DATA, 0x4000);
        data.word(DATA, HEAP_OBJECT).word(DATA + 8, GRAIN);
        // The manager is at 16 of the heap, its table at 8 of it.
        data.word(HEAP_OBJECT + 16 + 8, REGIONS).word(HEAP_OBJECT + 16 + 8 + 8, regions.size());
        for (int i = 0; i < regions.size(); i++) {
            long object = OBJECTS + (long) OBJECT * i;
            long start = HEAP + GRAIN * i;
            Wanted region = regions.get(i);
            data.word(REGIONS + 8L * i, object);
            data.word(object, start).word(object + 8, start + GRAIN);
            data.word(object + 16, region.kind() == Space.Kind.FREE ? start : start + 8L * region.words());
            data.half(object + 40, TAGS.get(region.kind()));
        }
        return core.process(4711, "built");
    }

    private static HotSpotTable table() {
        return new HotSpotTable(
                "/built/libjvm.so",
                Map.of(
                        "Universe::_collectedHeap", DATA,
                        "G1HeapRegion::GrainBytes", DATA + 8,
                        "G1CollectedHeap::_hrm", 16L,
                        "G1HeapRegionManager::_regions", 8L,
                        "G1HeapRegionTable::_base", 0L,
                        "G1HeapRegionTable::_length", 8L,
                        "G1HeapRegion::_bottom", 0L,
                        "G1HeapRegion::_end", 8L,
                        "G1HeapRegion::_top", 16L,
                        "G1HeapRegion::_type", 40L),
                Map.of(
                        "G1HeapRegionType::FreeTag", 0,
                        "G1HeapRegionType::EdenTag", 2,
                        "G1HeapRegionType::SurvTag", 3,
                        "G1HeapRegionType::HumongousMask", 4,
                        "G1HeapRegionType::OldMask", 8));
    }

    private static Optional<List<RegionReport>> walk(byte[] core) {
        try {
            Path file = Files.createTempFile("built", ".core");
            try {
                Files.write(file, core);
                try (CoreImage image = CoreImage.open(file)) {
                    return JavaSpaces.read(table(), image::read).map(spaces -> {
                        JavaHeap heap = new JavaHeap(image, table(), "", spaces);
                        return heap.regions().stream()
                                .map((Region region) -> heap.walk(region, BlockSink.NONE))
                                .toList();
                    });
                } catch (CannotExamine refused) {
                    assertThat(refused).hasMessageContaining(": ");
                    return Optional.empty();
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
