package lacuna.heap.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violation;
import lacuna.heap.ledger.BuiltCore;
import lacuna.heap.mimalloc.MimallocImageBuilder.Like;
import lacuna.heap.mimalloc.MimallocImageBuilder.Wanted;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever pages a segment has, in whichever layout, the walk finds them; whatever damage they have, it ends and says so. */
class BuiltMimallocTest {
    /** By small blocks alone the layouts can be told from each other. */
    private static final Wanted WITNESS = new Wanted(16, 700, 1);

    private static final int[] SIZES = {8, 16, 48, 64, 80, 112, 512, 640, 1024, 1280, 5120, 16384, 131072 + 4096, 458752
    };

    @Property(tries = 150, seed = "1")
    void everyByteIsFoundInItsState(@ForAll Like like, @ForAll("segments") List<List<Wanted>> segments) {
        MimallocImageBuilder built = new MimallocImageBuilder(like, segments);
        List<RegionReport> regions = walked(built.build());
        assertThat(regions)
                .isNotEmpty()
                .allSatisfy(region ->
                        assertThat(region.isConsistent()).as(region.toString()).isTrue());
        assertThat(found(regions)).isEqualTo(built.expected());
    }

    @Property(tries = 150, seed = "1")
    void damageNeverThrowsAndIsNeverToldAsWhole(
            @ForAll Like like, @ForAll("segments") List<List<Wanted>> segments, @ForAll long seed) {
        MimallocImageBuilder built = new MimallocImageBuilder(like, segments);
        byte[] core = built.build();
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(256); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertHonest(built, core);
    }

    @Property(tries = 300, seed = "1")
    void hostileWordsNeverThrowAndAreNeverToldAsWhole(
            @ForAll Like like, @ForAll("segments") List<List<Wanted>> segments, @ForAll long seed) {
        MimallocImageBuilder built = new MimallocImageBuilder(like, segments);
        Random random = new Random(seed);
        long[] hostile = {-1, -48, 1, 0, 48, Long.MIN_VALUE, Long.MAX_VALUE & -16, 1L << 56, 0x8000_0000_8000_0000L};
        for (int writes = 1 + random.nextInt(6); writes > 0; writes--) {
            long record = built.records().get(random.nextInt(built.records().size()));
            List<Long> blocks = built.freeBlocks().isEmpty() ? built.records() : built.freeBlocks();
            long block = blocks.get(random.nextInt(blocks.size()));
            long word = random.nextBoolean() ? hostile[random.nextInt(hostile.length)] : block;
            switch (random.nextInt(4)) {
                case 0 -> built.memoryOf(record).word(record + 8L * random.nextInt(9), word);
                case 1 -> built.memoryOf(block).word(block, word);
                case 2 -> {
                    long segment = record & -MimallocImageBuilder.SEGMENT;
                    built.memoryOf(segment).word(segment + 200 + 8L * random.nextInt(14), word);
                }
                default -> built.heap().word(MimallocImageBuilder.HEAP + (random.nextBoolean() ? 2840 : 8), word);
            }
        }
        assertHonest(built, built.build());
    }

    @Property(tries = 5, seed = "1")
    void aListOfFreeBlocksThatLeadsBackIntoItselfIsNeverOverlooked(@ForAll Like like) {
        MimallocImageBuilder built = new MimallocImageBuilder(like, List.of(List.of(WITNESS)));
        for (long block : built.freeBlocks()) {
            built.memoryOf(block).word(block, block);
        }
        assertThat(violations(walked(built.build()))).contains("a page's list of free blocks is broken");
    }

    @Property(tries = 5, seed = "1")
    void aSegmentThatIsNotFoundIsMissedByItsHeap(@ForAll Like like) {
        MimallocImageBuilder built =
                new MimallocImageBuilder(like, List.of(List.of(WITNESS), List.of(WITNESS), List.of(WITNESS)));
        long segment = MimallocImageBuilder.SEGMENTS;
        built.memoryOf(segment).word(segment + (like == Like.V2_1_9 ? 248 : 224), 511);
        assertThat(violations(walked(built.build()))).contains("a heap has other pages than were found");
    }

    @Property(tries = 5, seed = "1")
    void blocksThatAHeapListsTwiceAreNeverOverlooked(@ForAll Like like) {
        MimallocImageBuilder built = new MimallocImageBuilder(like, List.of(List.of(WITNESS)));
        long block = built.freeBlocks().getFirst();
        int list = like == Like.V2_1_4 || like == Like.V2_1_9 ? 8 : 2840;
        built.heap().word(MimallocImageBuilder.HEAP + list, block);
        built.memoryOf(block).word(block, block);
        assertThat(violations(walked(built.build()))).contains("a heap's list of freed blocks is broken");
    }

    @Provide
    static Arbitrary<List<List<Wanted>>> segments() {
        Arbitrary<Wanted> pages = Combinators.combine(
                        Arbitraries.integers().between(0, SIZES.length - 1),
                        Arbitraries.integers().between(1, 1000),
                        Arbitraries.longs().between(0, 1000))
                .as((size, share, chance) -> new Wanted(SIZES[size], share, chance));
        return pages.list()
                .ofMaxSize(10)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(segments -> segments.stream()
                        .map(each ->
                                Stream.concat(Stream.of(WITNESS), each.stream()).toList())
                        .toList());
    }

    /**
     * Damage that leaves all rules kept leaves all figures right; but no count tells how long the lists of what other
     * threads freed are: of one that is cut short, the rest counts as live.
     */
    private static void assertHonest(MimallocImageBuilder built, byte[] core) {
        List<RegionReport> regions = walked(core);
        if (!regions.isEmpty() && regions.stream().allMatch(RegionReport::isConsistent)) {
            Map<BlockState, Long> found = found(regions);
            long live = built.expected().getOrDefault(BlockState.LIVE, 0L);
            assertThat(found.getOrDefault(BlockState.LIVE, 0L)).isBetween(live, live + built.freedByOthers());
            assertThat(found.get(BlockState.OVERHEAD))
                    .isEqualTo(built.expected().get(BlockState.OVERHEAD));
            assertThat(sum(found)).isEqualTo(sum(built.expected()));
        }
    }

    private static long sum(Map<BlockState, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<String> violations(List<RegionReport> regions) {
        return regions.stream()
                .flatMap(region -> region.violations().stream())
                .map(Violation::what)
                .distinct()
                .toList();
    }

    private static Map<BlockState, Long> found(List<RegionReport> regions) {
        Map<BlockState, Long> found = new EnumMap<>(BlockState.class);
        regions.forEach(
                region -> region.tally().states().forEach((state, sum) -> found.merge(state, sum.bytes(), Long::sum)));
        return found;
    }

    private static List<RegionReport> walked(byte[] core) {
        List<AllocatorReport> heaps = BuiltCore.heaps(core);
        assertThat(heaps).allMatch(heap -> heap.identity().allocator().contains("mimalloc"));
        return heaps.stream().flatMap(heap -> heap.regions().stream()).toList();
    }
}
