package lacuna.heap.glibc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violation;
import lacuna.heap.glibc.HeapImageBuilder.Like;
import lacuna.heap.glibc.HeapImageBuilder.Machine;
import lacuna.heap.glibc.HeapImageBuilder.Room;
import lacuna.heap.glibc.HeapImageBuilder.Wanted;
import lacuna.heap.image.CoreImage;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.CannotExamine;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever chunks a heap has, the walk finds them; whatever damage it has, the walk ends and says so. */
class BuiltHeapTest {
    @Property(tries = 600, seed = "1")
    void everyByteIsFoundInItsState(
            @ForAll Like like,
            @ForAll Room room,
            @ForAll("chunks") List<Wanted> main,
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("chunks") List<Wanted>> threads) {
        HeapImageBuilder built = new HeapImageBuilder(Machine.X86_64, like, room, main, threads);
        AllocatorReport report = walked(built.build());
        assertThat(report.identity().layout()).isEqualTo(like.told());
        assertThat(report.regions()).hasSize(threads.size() + 2);
        for (int i = 0; i <= threads.size(); i++) {
            RegionReport region = report.regions().get(i);
            assertThat(region.violations()).isEmpty();
            assertThat(region.residue()).isZero();
            assertThat(region.region().system()).isEqualTo(built.system(i));
            Map<BlockState, Long> found = new EnumMap<>(BlockState.class);
            region.tally().states().forEach((state, sum) -> found.put(state, sum.bytes()));
            assertThat(found).isEqualTo(built.expected(i));
        }
    }

    /** No thread leads to its cache there: it is found by its shape, if anything is in it. */
    @Property(tries = 200, seed = "1")
    void everyByteIsFoundOnAarch64(
            @ForAll Like like, @ForAll("chunks") List<Wanted> main, @ForAll("chunks") List<Wanted> thread) {
        HeapImageBuilder built = new HeapImageBuilder(Machine.AARCH64, like, main, List.of(thread));
        AllocatorReport report = walked(built.build());
        assertThat(like.told()).startsWith(report.identity().layout());
        for (int i = 0; i < 2; i++) {
            RegionReport region = report.regions().get(i);
            assertThat(region.isConsistent()).as(region.toString()).isTrue();
            Map<BlockState, Long> expected = built.expected(i);
            for (BlockState state : List.of(BlockState.FREE, BlockState.CACHED, BlockState.THREAD_CACHED)) {
                assertThat(region.tally().bytes(state)).isEqualTo(expected.getOrDefault(state, 0L));
            }
        }
    }

    @Property(tries = 300, seed = "1")
    void damageNeverThrowsAndIsNeverToldAsWhole(
            @ForAll Like like,
            @ForAll("chunks") List<Wanted> main,
            @ForAll("chunks") List<Wanted> thread,
            @ForAll long seed) {
        byte[] core = new HeapImageBuilder(like, main, List.of(thread)).build();
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(64); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertHonest(core);
    }

    /** A flipped bit in a program header: the walk of what is not there has to end all the same. */
    @Property(tries = 3, seed = "1")
    void aSegmentThatClaimsTheWholeAddressSpaceIsNotSearchedThrough(
            @ForAll Like like, @ForAll("chunks") List<Wanted> main) {
        byte[] whole = new HeapImageBuilder(like, main, List.of(main)).build();
        ByteBuffer header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int segments = header.getShort(56);
        for (int i = 0; i < segments; i++) {
            byte[] core = whole.clone();
            int memorySize = (int) header.getLong(32) + 56 * i + 40;
            ByteBuffer.wrap(core).order(ByteOrder.LITTLE_ENDIAN).putLong(memorySize, 1L << 46);
            assertHonest(core);
        }
    }

    @Property(tries = 200, seed = "1")
    void hostileWordsNeverThrowAndAreNeverToldAsWhole(
            @ForAll Like like, @ForAll("chunks") List<Wanted> main, @ForAll long seed) {
        HeapImageBuilder built = new HeapImageBuilder(like, main, List.of(main));
        Random random = new Random(seed);
        long[] hostile = {-1, -16, -8, 1, 17, 0, Long.MIN_VALUE, Long.MAX_VALUE & -16, 1L << 56, built.arena(1)};
        for (int writes = 1 + random.nextInt(8); writes > 0; writes--) {
            long word = random.nextBoolean()
                    ? hostile[random.nextInt(hostile.length)]
                    : built.chunks(0).get(random.nextInt(built.chunks(0).size()));
            int arena = random.nextInt(2);
            if (random.nextInt(3) == 0) {
                built.libc().word(built.arena(0) + 8L * random.nextInt(275), word);
            } else {
                List<Long> chunks = built.chunks(arena);
                long chunk = chunks.get(random.nextInt(chunks.size()));
                built.heapMemory(arena).word(chunk + 8L * random.nextInt(4), word);
            }
        }
        assertHonest(built.build());
    }

    @Property(tries = 50, seed = "1")
    void aChangedSizeIsNeverOverlooked(@ForAll Like like, @ForAll("chunks") List<Wanted> main, @ForAll long seed) {
        HeapImageBuilder built = new HeapImageBuilder(like, main, List.of());
        Random random = new Random(seed);
        int index = random.nextInt(main.size());
        // Smaller by less than a chunk: what comes next is no header.
        built.heapMemory(0)
                .word(built.chunks(0).get(index) + 8, (main.get(index).size() - 8 & -16) | 9);
        assertThat(walked(built.build()).isConsistent()).isFalse();
    }

    /**
     * Each flag of each header: that the chunk before is in use, that it has a mapping, that it is another arena's, and the
     * bit that no size has. Free chunks of a thread arena alone may have the mark of their arena or not.
     */
    @Property(tries = 1500, seed = "1")
    void aFlagThatIsWrongIsNeverOverlooked(
            @ForAll Like like,
            @ForAll("chunks") List<Wanted> main,
            @ForAll("chunks") List<Wanted> thread,
            @ForAll long seed) {
        HeapImageBuilder built = new HeapImageBuilder(like, main, List.of(thread));
        Random random = new Random(seed);
        int arena = random.nextInt(2);
        List<Long> chunks = built.chunks(arena);
        List<Wanted> wanted = arena == 0 ? main : thread;
        int index = random.nextInt(chunks.size() + 1);
        int bit = random.nextInt(4);
        boolean isTop = index == chunks.size();
        boolean mayHaveEither = arena == 1 && !isTop && wanted.get(index).state() == BlockState.FREE && bit == 2;
        Assume.that(!mayHaveEither);
        long chunk = isTop ? built.top(arena) : chunks.get(index);
        built.heapMemory(arena).flip(chunk + 8, bit);
        assertThat(isToldAsWhole(built.build()))
                .as("bit " + bit + " of 0x" + Long.toHexString(chunk))
                .isFalse();
    }

    private static boolean isToldAsWhole(byte[] core) {
        try {
            return walked(core).isConsistent();
        } catch (CannotExamine notRecognised) {
            return false;
        }
    }

    private static List<Wanted> some(BlockState... states) {
        return Stream.of(states).map(state -> new Wanted(64, state)).toList();
    }

    @Property(tries = 9, seed = "1")
    void aLinkThatLeadsElsewhereIsNeverOverlooked(@ForAll Like like) {
        List<Wanted> wanted = some(BlockState.FREE, BlockState.LIVE, BlockState.FREE, BlockState.LIVE);
        HeapImageBuilder built = new HeapImageBuilder(like, wanted, List.of());
        built.heapMemory(0).word(built.chunks(0).get(0) + 16, built.chunks(0).get(0));
        assertThat(walked(built.build()).regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly("the lists of free chunks and the walk disagree");
    }

    @Property(tries = 9, seed = "1")
    void aCacheThatLeadsBackIntoItselfIsNeverOverlooked(@ForAll Like like) {
        Assume.that(like.hasCaches());
        List<Wanted> wanted = some(BlockState.THREAD_CACHED, BlockState.THREAD_CACHED, BlockState.LIVE);
        HeapImageBuilder built = new HeapImageBuilder(like, wanted, List.of());
        long user = built.chunks(0).get(1) + 16;
        built.heapMemory(0).word(user, like.link(user, user));
        assertThat(walked(built.build()).regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly("a thread's cache cannot be read");
    }

    @Example
    void aFastBinThatLeadsBackIntoItselfIsNeverOverlooked() {
        List<Wanted> wanted = some(BlockState.CACHED, BlockState.CACHED, BlockState.LIVE);
        HeapImageBuilder built = new HeapImageBuilder(Like.GLIBC_2_36, wanted, List.of());
        long at = built.chunks(0).get(0) + 16;
        built.heapMemory(0).word(at, built.chunks(0).get(1) ^ (at >>> 12));
        assertThat(walked(built.build()).regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly("a fast bin's list is broken");
    }

    @Property(tries = 9, seed = "1")
    void aRingThatDoesNotLeadBackIsNeverOverlooked(@ForAll Like like) {
        List<Wanted> wanted = some(BlockState.LIVE, BlockState.LIVE);
        HeapImageBuilder built = new HeapImageBuilder(like, wanted, List.of(wanted, wanted, wanted));
        built.heapMemory(3).word(built.arena(3) + like.next(), built.arena(1));
        // Without its ring main_arena cannot be told from others by memory alone: no heap rather than half of one.
        assertThatThrownBy(() -> walked(built.build())).hasMessageContaining("nothing recognised");
    }

    @Provide
    static Arbitrary<List<Wanted>> chunks() {
        Arbitrary<Long> sizes = Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, Arbitraries.longs().between(2, 70)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(70, 3000)))
                .map(units -> units * 16);
        Arbitrary<BlockState> states =
                Arbitraries.of(BlockState.LIVE, BlockState.FREE, BlockState.CACHED, BlockState.THREAD_CACHED);
        return Combinators.combine(sizes, states)
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    /** The whole examination ends, throws nothing but the reader's refusal, and accounts for all that the allocator says. */
    private static void assertHonest(byte[] core) {
        try {
            Path file = Files.createTempFile("damaged", ".core");
            try {
                Files.write(file, core);
                HeapExamination examined = HeapExamination.ofCore(file);
                for (HeapAccount heap : examined.heaps()) {
                    for (RegionReport region : heap.report().regions()) {
                        assertThat(region.tally().totalBytes() + region.residue())
                                .isEqualTo(region.region().system());
                    }
                }
                assertThat(examined.ledger().leaves().stream()
                                .mapToLong(ResidentLedger.Leaf::bytes)
                                .sum())
                        .isEqualTo(examined.ledger().total());
            } catch (CannotExamine refused) {
                assertThat(refused).hasMessageContaining(": ");
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AllocatorReport walked(byte[] core) {
        try {
            Path file = Files.createTempFile("built", ".core");
            try {
                Files.write(file, core);
                try (CoreImage image = CoreImage.open(file)) {
                    return new GlibcAllocator()
                            .recognise(image).stream()
                                    .findFirst()
                                    .map(BuiltHeapTest::report)
                                    .orElseThrow(() -> new CannotExamine("no heap", "nothing recognised", "none"));
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AllocatorReport report(RecognisedHeap heap) {
        List<RegionReport> regions = heap.regions().stream()
                .map(region -> heap.walk(region, BlockSink.NONE))
                .toList();
        return new AllocatorReport(
                heap.identity(),
                heap.releaseCall(),
                heap.shrinksFromItsEnds(),
                heap.figures(),
                regions,
                List.of(),
                List.of(),
                heap.notes());
    }
}
