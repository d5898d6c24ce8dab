package lacuna.heap.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.block.Violation;
import lacuna.heap.jemalloc.JemallocImageBuilder.Kind;
import lacuna.heap.jemalloc.JemallocImageBuilder.Like;
import lacuna.heap.jemalloc.JemallocImageBuilder.Wanted;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever extents a heap has, the walk finds them; whatever damage it has, the walk ends and tells no wrong figure as right. */
class BuiltJemallocTest {
    @Property(tries = 100, seed = "1")
    void everyByteIsFoundInItsState(@ForAll Like like, @ForAll("extents") List<Wanted> wanted) {
        JemallocImageBuilder built = new JemallocImageBuilder(like, wanted);
        JemallocHeap heap = heap(built).orElseThrow();
        assertThat(heap.identity().layout())
                .contains(like.is52() ? "extents of 5.2" : "extents of 5.3")
                .contains(like.name().endsWith("48") ? "48 bits" : "57 bits");
        Map<Integer, Long> systems = new TreeMap<>();
        List<RegionReport> reports = walked(heap, built);
        for (RegionReport report : reports) {
            assertThat(report.violations()).isEmpty();
            assertThat(report.residue()).isZero();
            if (report.region().kind().equals("arena")) {
                systems.put((int) report.region().address(), report.region().system());
            }
        }
        assertThat(systems).isEqualTo(built.systems());
        assertThat(inArenas(reports)).isEqualTo(built.expected());
        assertThat(reports.getFirst().tally().bytes(BlockState.OVERHEAD)).isEqualTo(16L << 20);
    }

    @Property(tries = 200, seed = "1")
    void aFlippedBitIsNoticedOrChangesNoFigure(
            @ForAll Like like, @ForAll("extents") List<Wanted> wanted, @ForAll long seed) {
        JemallocImageBuilder built = new JemallocImageBuilder(like, wanted);
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            long at = built.guarded().get(random.nextInt(built.guarded().size()));
            int bit = random.nextInt(64);
            if (!(like.is52() && (bit == 16 || bit == 17))) {
                built.word(at, built.word(at) ^ (1L << bit));
            }
        }
        assertHonest(built);
    }

    @Property(tries = 200, seed = "1")
    void hostileWordsNeverThrowAndAreNeverToldAsWhole(
            @ForAll Like like, @ForAll("extents") List<Wanted> wanted, @ForAll long seed) {
        JemallocImageBuilder built = new JemallocImageBuilder(like, wanted);
        Random random = new Random(seed);
        for (int writes = 1 + random.nextInt(8); writes > 0; writes--) {
            long at = built.guarded().get(random.nextInt(built.guarded().size()));
            long word = random.nextInt(3) == 0
                    ? built.word(
                            built.guarded().get(random.nextInt(built.guarded().size())))
                    : built.somewhere(random);
            built.word(at, word);
        }
        Optional<JemallocHeap> heap = heap(built);
        if (heap.isPresent()) {
            for (RegionReport report : walked(heap.get(), built)) {
                assertThat(report.tally().totalBytes() + report.residue())
                        .isEqualTo(report.region().system());
                assertThat(report.region().system()).isNotNegative();
            }
        }
    }

    @Property(tries = 20, seed = "1")
    void aRootThatLeadsEverywhereIsNotFollowedWithoutEnd(@ForAll Like like, @ForAll("extents") List<Wanted> wanted) {
        JemallocImageBuilder built = new JemallocImageBuilder(like, wanted);
        JemallocHeap heap = heap(built).orElseThrow();
        JemallocImageBuilder filled = new JemallocImageBuilder(like, wanted);
        long leaf = 0;
        for (long at : filled.guarded()) {
            leaf = at >= filled.root() && at < filled.dataEnd() ? filled.word(at) : leaf;
        }
        for (int i = 0; i < (like.name().endsWith("48") ? 1 << 18 : 1 << 15); i++) {
            filled.word(filled.root() + 8L * i, leaf + (i % 1000) * 64L);
        }
        List<RegionReport> reports = heap.regions().stream()
                .map(region -> heap.walkAgain(region, filled, BlockSink.NONE))
                .toList();
        assertThat(reports.getFirst().isConsistent()).isFalse();
    }

    @Property(tries = 40, seed = "1")
    void whatChangesBetweenTwoLooksIsToldAsTorn(@ForAll Like like, @ForAll("extents") List<Wanted> wanted) {
        List<Wanted> withLast = new ArrayList<>(wanted);
        withLast.add(new Wanted(Kind.LARGE, 3, 20, 1));
        JemallocImageBuilder built = new JemallocImageBuilder(like, withLast);
        Place place = place(built).orElseThrow();
        JemallocImageBuilder other = new JemallocImageBuilder(like, change(withLast, new Wanted(Kind.LARGE, 3, 20, 2)));
        // Whole each time, but never the same twice: each look begins with the root.
        int[] looks = new int[1];
        ByteReader changing = (address, into, length) -> {
            looks[0] += address == built.root() ? 1 : 0;
            return (looks[0] % 2 == 0 ? other : built).read(address, into, length);
        };
        JemallocHeap heap = new JemallocHeap(built.mappings(), changing, place);
        RegionReport third = heap.regions().stream()
                .filter(region -> region.kind().equals("arena") && region.address() == 3)
                .map(region -> heap.walk(region, BlockSink.NONE))
                .findFirst()
                .orElseThrow();
        assertThat(third.violations()).extracting(Violation::what).containsExactly("it changed while it was read");
    }

    private static List<Wanted> change(List<Wanted> wanted, Wanted last) {
        List<Wanted> changed = new ArrayList<>(wanted.subList(0, wanted.size() - 1));
        changed.add(last);
        return changed;
    }

    @Provide
    static Arbitrary<List<Wanted>> extents() {
        return Combinators.combine(
                        Arbitraries.of(Kind.SLAB, Kind.SLAB, Kind.LARGE, Kind.DIRTY, Kind.MUZZY, Kind.RETAINED),
                        Arbitraries.of(0, 1, 3, 17),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.longs())
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                // Its layout is told by what is in use.
                .map(list -> {
                    List<Wanted> all = new ArrayList<>(list);
                    all.add(new Wanted(Kind.SLAB, 0, 7, 2));
                    all.add(new Wanted(Kind.LARGE, 1, 3, 5));
                    return all;
                });
    }

    private static void assertHonest(JemallocImageBuilder built) {
        Optional<JemallocHeap> heap = heap(built);
        if (heap.isEmpty()) {
            return;
        }
        List<RegionReport> reports = walked(heap.get(), built);
        if (reports.stream().allMatch(RegionReport::isConsistent)) {
            assertThat(inArenas(reports)).isEqualTo(built.expected());
        }
    }

    private static Optional<Place> place(JemallocImageBuilder built) {
        return new RootFinder(built.mappings(), built)
                .in(built.dataStart(), built.dataEnd())
                .map(found -> new Place(JemallocImageBuilder.LIBRARY, "", found.root(), found.layout(), List.of()));
    }

    private static Optional<JemallocHeap> heap(JemallocImageBuilder built) {
        return place(built).map(place -> new JemallocHeap(built.mappings(), built, place));
    }

    private static List<RegionReport> walked(JemallocHeap heap, JemallocImageBuilder built) {
        List<RegionReport> reports = new ArrayList<>();
        for (Region region : heap.regions()) {
            long[] end = new long[1];
            reports.add(heap.walk(region, (address, size, _) -> {
                assertThat(address).isGreaterThanOrEqualTo(end[0]);
                assertThat(size).isPositive();
                end[0] = address + size;
            }));
        }
        heap.details((start, to) -> to - start);
        assertThat(heap.ranges(heap.regions())).isSorted();
        assertThat(heap.figures()).isNotEmpty();
        assertThat(built.mappings()).isNotEmpty();
        return reports;
    }

    private static Map<BlockState, Long> inArenas(List<RegionReport> reports) {
        Map<BlockState, Long> bytes = new EnumMap<>(BlockState.class);
        reports.stream()
                .filter(report -> report.region().kind().equals("arena"))
                .map(RegionReport::tally)
                .reduce(Tally.EMPTY, Tally::plus)
                .states()
                .forEach((state, sum) -> bytes.put(state, sum.bytes()));
        return bytes;
    }
}
