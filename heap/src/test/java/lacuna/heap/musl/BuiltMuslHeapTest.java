package lacuna.heap.musl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.BuiltCore;
import lacuna.heap.musl.MuslImageBuilder.In;
import lacuna.heap.musl.MuslImageBuilder.Wanted;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever groups a heap of musl has, the walk finds them; whatever damage it has, the walk ends and says so. */
class BuiltMuslHeapTest {
    @Property(tries = 150, seed = "1")
    void everyByteIsFoundInItsState(@ForAll("groups") List<Wanted> groups) {
        MuslImageBuilder built = new MuslImageBuilder(groups);
        RegionReport region = walked(built.build()).orElseThrow();
        assertThat(region.violations()).isEmpty();
        assertThat(region.residue()).isZero();
        assertThat(found(region)).isEqualTo(built.expected());
    }

    @Property(tries = 200, seed = "1")
    void damageNeverThrows(@ForAll("groups") List<Wanted> groups, @ForAll long seed) {
        byte[] core = new MuslImageBuilder(groups).build();
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(64); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        walked(core);
    }

    /** Which slots are free is told nowhere else: a changed mask cannot be seen. All other damage is. */
    @Property(tries = 200, seed = "1")
    void hostileWordsAreNeverToldAsWhole(@ForAll("groups") List<Wanted> groups, @ForAll long seed) {
        MuslImageBuilder built = new MuslImageBuilder(groups);
        Random random = new Random(seed);
        long[] hostile = {-1, -16, 1, 4096, 48, Long.MIN_VALUE, Long.MAX_VALUE & -16, 1L << 56, MuslImageBuilder.AREAS};
        for (int writes = 1 + random.nextInt(8); writes > 0; writes--) {
            long word = random.nextBoolean()
                    ? hostile[random.nextInt(hostile.length)]
                    : built.records().get(random.nextInt(built.records().size()));
            long record = built.records().get(random.nextInt(built.records().size()));
            switch (random.nextInt(3)) {
                case 0 -> built.data().word(MuslImageBuilder.CONTEXT + 464 + 8L * random.nextInt(48), word);
                case 1 -> built.areas().word(MuslImageBuilder.AREAS + 8L * random.nextInt(3), word);
                default -> built.areas().word(record + (random.nextBoolean() ? 16 : 32), word);
            }
        }
        walked(built.build())
                .filter(RegionReport::isConsistent)
                .ifPresent(region -> assertThat(found(region)).isEqualTo(built.expected()));
    }

    @Property(tries = 20, seed = "1")
    void aGroupThatIsMissingIsNeverOverlooked(@ForAll("groups") List<Wanted> groups, @ForAll long seed) {
        MuslImageBuilder built = new MuslImageBuilder(groups);
        long record =
                built.records().get(new Random(seed).nextInt(built.records().size()));
        built.areas().word(record + 16, 0);
        assertThat(walked(built.build()).map(RegionReport::isConsistent)).contains(false);
    }

    @Provide
    static Arbitrary<List<Wanted>> groups() {
        return Combinators.combine(
                        Arbitraries.of(In.values()),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.integers().between(1, 31),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.integers()), Tuple.of(1, Arbitraries.of(0, -1))))
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(130)
                // No more in slots than the container has.
                .map(all -> {
                    int[] inside = {0};
                    return all.stream()
                            .filter(group -> group.in() != In.A_SLOT || inside[0]++ < 5)
                            .toList();
                });
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
