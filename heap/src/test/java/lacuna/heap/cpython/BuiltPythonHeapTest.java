package lacuna.heap.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.heap.cpython.PythonImageBuilder.Like;
import lacuna.heap.cpython.PythonImageBuilder.Wanted;
import lacuna.heap.ledger.BuiltCore;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever pools an interpreter has, the walk finds them; whatever damage they have, the walk ends and says so. */
class BuiltPythonHeapTest {
    private static final Wanted WITNESS = new Wanted(3, 7, 1);

    @Property(tries = 100, seed = "1")
    void everyByteIsFoundInItsState(@ForAll Like like, @ForAll("arenas") List<List<Wanted>> arenas) {
        PythonImageBuilder built = new PythonImageBuilder(like, arenas);
        RegionReport region = walked(built.build()).orElseThrow();
        assertThat(region.violations()).isEmpty();
        assertThat(region.residue()).isZero();
        assertThat(found(region)).isEqualTo(built.expected());
    }

    @Property(tries = 150, seed = "1")
    void damageNeverThrowsAndIsNeverToldAsWhole(
            @ForAll Like like, @ForAll("arenas") List<List<Wanted>> arenas, @ForAll long seed) {
        PythonImageBuilder built = new PythonImageBuilder(like, arenas);
        byte[] core = built.build();
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(64); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertHonest(built, core);
    }

    @Property(tries = 200, seed = "1")
    void hostileWordsNeverThrowAndAreNeverToldAsWhole(
            @ForAll Like like, @ForAll("arenas") List<List<Wanted>> arenas, @ForAll long seed) {
        PythonImageBuilder built = new PythonImageBuilder(like, arenas);
        Random random = new Random(seed);
        long[] hostile = {-1, -48, 1, 0, 48, Long.MIN_VALUE, Long.MAX_VALUE & -16, 1L << 56, built.tableAt()};
        for (int writes = 1 + random.nextInt(8); writes > 0; writes--) {
            long pool = built.pools().get(random.nextInt(built.pools().size()));
            long word = random.nextBoolean()
                    ? hostile[random.nextInt(hostile.length)]
                    : built.pools().get(random.nextInt(built.pools().size()));
            switch (random.nextInt(3)) {
                case 0 -> built.data().word(PythonImageBuilder.LISTS + 8L * random.nextInt(140), word);
                case 1 -> built.table().word(built.tableAt() + 8L * random.nextInt(96), word);
                default -> built.memoryOf(pool).word(pool + 8L * random.nextInt(9), word);
            }
        }
        assertHonest(built, built.build());
    }

    @Property(tries = 60, seed = "1")
    void aChangedHeaderIsNeverOverlooked(
            @ForAll Like like, @ForAll("arenas") List<List<Wanted>> arenas, @ForAll long seed) {
        PythonImageBuilder built = new PythonImageBuilder(like, arenas);
        Random random = new Random(seed);
        long pool = built.pools().get(random.nextInt(built.pools().size()));
        int[] fields = {0, 32, 36, 40, 44};
        built.memoryOf(pool).half(pool + fields[random.nextInt(fields.length)], 1 + random.nextInt(1 << 20) * 7919);
        assertThat(walked(built.build()).map(RegionReport::isConsistent)).isNotEqualTo(Optional.of(true));
    }

    @Property(tries = 3, seed = "1")
    void aListOfFreeBlocksThatLeadsBackIntoItselfIsNeverOverlooked(@ForAll Like like) {
        PythonImageBuilder built = new PythonImageBuilder(like, List.of(List.of(WITNESS, new Wanted(5, 30, 2))));
        long pool = built.pools().get(1);
        built.memoryOf(pool).word(pool + 48 + 29 * 96, pool + 48 + 29 * 96);
        assertThat(walked(built.build()).orElseThrow().violations())
                .singleElement()
                .satisfies(
                        violation -> assertThat(violation.what()).isEqualTo("a pool's list of free blocks is broken"));
    }

    @Property(tries = 3, seed = "1")
    void aPoolThatNoListKnowsIsNeverOverlooked(@ForAll Like like) {
        PythonImageBuilder built =
                new PythonImageBuilder(like, List.of(List.of(WITNESS, new Wanted(9, 5, 3), new Wanted(9, 6, 4))));
        long list = PythonImageBuilder.LISTS + 16 * 9;
        built.data().word(list, list - 16).word(list + 8, list - 16);
        assertThat(walked(built.build()).orElseThrow().violations())
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.what()).isEqualTo("the lists of pools and the walk disagree"));
    }

    @Provide
    static Arbitrary<List<List<Wanted>>> arenas() {
        Arbitrary<Integer> classes = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 31)), Tuple.of(1, Arbitraries.just(Wanted.FREE)));
        Arbitrary<Integer> handedOut = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.integers().between(2, 1100)), Tuple.of(1, Arbitraries.just(5000)));
        Arbitrary<Wanted> pools = Combinators.combine(
                        classes, handedOut, Arbitraries.longs().between(0, 1000))
                .as(Wanted::new);
        return pools.list().ofMaxSize(63).list().ofMinSize(1).ofMaxSize(5).map(arenas -> {
            // Without a partly used pool no list leads to the tables.
            List<List<Wanted>> all = new ArrayList<>(arenas);
            all.set(
                    0,
                    Stream.concat(Stream.of(WITNESS), arenas.getFirst().stream())
                            .toList());
            return List.copyOf(all);
        });
    }

    /** Damage that leaves all rules kept leaves all figures right. */
    private static void assertHonest(PythonImageBuilder built, byte[] core) {
        walked(core)
                .filter(RegionReport::isConsistent)
                .ifPresent(region -> assertThat(found(region)).isEqualTo(built.expected()));
    }

    private static Map<BlockState, Long> found(RegionReport region) {
        Map<BlockState, Long> found = new EnumMap<>(BlockState.class);
        region.tally().states().forEach((state, sum) -> found.put(state, sum.bytes()));
        return found;
    }

    private static Optional<RegionReport> walked(byte[] core) {
        return BuiltCore.heaps(core).stream()
                .map(heap -> heap.regions().getFirst())
                .findFirst();
    }
}
