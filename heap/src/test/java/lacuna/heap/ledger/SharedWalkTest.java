package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Team;
import lacuna.heap.glibc.GlibcAllocator;
import lacuna.heap.glibc.HeapImageBuilder;
import lacuna.heap.glibc.HeapImageBuilder.Like;
import lacuna.heap.glibc.HeapImageBuilder.Wanted;
import lacuna.heap.image.CoreImage;
import lacuna.heap.image.LiveImage;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.heap.map.Name;
import lacuna.heap.map.Sureness;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.VmFlags;
import lacuna.testbed.Gcore;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** However many threads share a walk, what they find together is what one alone finds, to the byte. */
class SharedWalkTest {
    private static final List<Team> TEAMS = List.of(new Team(2, 1024), new Team(3, 256), new Team(8, 4096));

    @Property(tries = 60, seed = "1")
    void partsOfABuiltHeapAddUpToTheWhole(
            @ForAll Like like,
            @ForAll("chunks") List<Wanted> main,
            @ForAll @Size(max = 2) List<@net.jqwik.api.From("chunks") List<Wanted>> threads)
            throws IOException {
        assertSameForAll(new HeapImageBuilder(like, main, threads).build());
    }

    @Property(tries = 60, seed = "1")
    void partsOfADamagedHeapAddUpToTheWholeWithTheSameViolations(
            @ForAll Like like, @ForAll("chunks") List<Wanted> main, @ForAll long seed) throws IOException {
        byte[] core = new HeapImageBuilder(like, main, List.of(main)).build();
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(32); flips > 0; flips--) {
            core[core.length / 2 + random.nextInt(core.length / 2)] ^= (byte) (1 << random.nextInt(8));
        }
        assertSameForAll(core);
    }

    /** Whoever writes to a heap can make bins name places within blocks, and headers there that look like chunks. */
    @Property(tries = 100, seed = "1")
    void chunksThatOnlyTheBinsKnowOfDeceiveNobody(
            @ForAll Like like, @ForAll("chunks") List<Wanted> wanted, @ForAll long seed) throws IOException {
        List<Wanted> even = wanted.stream()
                .map(each ->
                        new Wanted(each.state() == BlockState.CACHED ? 128 : (each.size() + 127) & -32, each.state()))
                .toList();
        HeapImageBuilder built = new HeapImageBuilder(like, even, List.of());
        List<Long> inside = new ArrayList<>();
        for (int i = 0; i < even.size(); i++) {
            long chunk = built.chunks(0).get(i);
            for (long at = chunk + 64; at < chunk + even.get(i).size(); at += 32) {
                built.heapMemory(0).word(at + 8, 33);
                inside.add(at);
            }
            // The last one leads to a true chunk, but from the wrong one before it.
            inside.addAll(Collections.nCopies(20, inside.getLast()));
        }
        Random random = new Random(seed);
        long bins = built.bins();
        for (int bin = 20; bin < 80; bin++) {
            long named = inside.get(random.nextInt(inside.size()));
            built.libc().word(bins + 16L * bin, named).word(bins + 16L * bin + 8, named);
        }
        byte[] core = built.build();
        inFile(core, file -> assertThat(told(file, Team.ALONE).accounts()).isNotEmpty());
        assertSameForAll(core);
    }

    @Example
    void aHeapIsReallyCutAndItsBlocksComeInTheirOrder() throws IOException {
        List<Wanted> wanted = IntStream.range(0, 2000)
                .mapToObj(i -> new Wanted(32 + 16 * (i % 60), i % 3 == 0 ? BlockState.FREE : BlockState.LIVE))
                .toList();
        inFile(new HeapImageBuilder(Like.GLIBC_2_36, wanted, List.of(wanted)).build(), file -> {
            for (int region = 0; region < 2; region++) {
                Recorder alone = recorded(file, Team.ALONE, region);
                Recorder shared = recorded(file, new Team(2, 4096), region);
                assertThat(alone.parts).isEqualTo(1);
                assertThat(shared.parts).isGreaterThan(4);
                assertThat(shared.blocks).isEqualTo(alone.blocks);
            }
        });
    }

    @Example
    void partsOfARealHeapAddUpToTheWhole() throws IOException, InterruptedException {
        assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
        Path folder = Files.createTempDirectory("shared-walk");
        try (Target target = Target.c("heap_shapes.c", "small", "holes", "pinned", "threads", "manyheaps", "foreign")
                .start()) {
            Path core = Gcore.of(target, folder);
            Told alone = told(core, Team.ALONE);
            assertThat(alone.accounts()).isNotEmpty();
            for (Team team : List.of(new Team(2, 1 << 20), new Team(3, 1 << 16))) {
                assertThat(told(core, team)).isEqualTo(alone);
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    @Example
    void partsOfALiveHeapAddUpToTheWholeOfWhatIsResident() {
        try (Target target = Target.c("heap_shapes.c", "small", "holes", "pinned", "threads", "manyheaps", "foreign")
                        .start();
                ProcReader reader = new ProcReader(ProcRoot.host())) {
            List<Mapping> mappings = reader.maps(target.pid()).toOptional().orElseThrow();
            Told alone = toldLive(reader, target.pid(), mappings, Team.ALONE);
            assertThat(alone.accounts()).isNotEmpty();
            assertThat(toldLive(reader, target.pid(), mappings, new Team(3, 1 << 16)))
                    .isEqualTo(alone);
        }
    }

    @Provide
    static Arbitrary<List<Wanted>> chunks() {
        Arbitrary<Long> sizes = Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, Arbitraries.longs().between(2, 70)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(70, 3000)))
                .map(units -> units * 16);
        Arbitrary<BlockState> states = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.just(BlockState.LIVE)),
                net.jqwik.api.Tuple.of(2, Arbitraries.just(BlockState.FREE)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(BlockState.CACHED, BlockState.THREAD_CACHED)));
        return Combinators.combine(sizes, states)
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(200);
    }

    /** All that is told of a core's heaps, as values that can be compared. */
    private record Told(List<Object> accounts) {}

    private static void assertSameForAll(byte[] core) throws IOException {
        inFile(core, file -> {
            Told alone = told(file, Team.ALONE);
            for (Team team : TEAMS) {
                assertThat(told(file, team)).isEqualTo(alone);
            }
        });
    }

    private static Told told(Path file, Team team) {
        try (CoreImage image = CoreImage.open(file)) {
            return told(image, (start, end) -> end - start, team);
        }
    }

    private static Told toldLive(ProcReader reader, int pid, List<Mapping> mappings, Team team) {
        try (LiveImage image = LiveImage.of(ProcRoot.host(), reader, pid, mappings)) {
            ResidentPages pages = new ResidentPages(
                    image.residency().orElseThrow(), () -> image.another().residency());
            return told(image, pages, team);
        }
    }

    private static Told told(MemoryImage image, ResidentBytes resident, Team team) {
        List<Object> all = new ArrayList<>();
        List<MapEntry> entries = image.mappings().stream()
                .map(mapping -> new MapEntry(
                        mapping,
                        new Name(MappingKind.ANONYMOUS, Sureness.BY_SHAPE, ""),
                        Optional.empty(),
                        VmFlags.NOT_PRINTED))
                .toList();
        Accounting.Ground ground =
                Accounting.Ground.of(entries, ResidentLedger.Measure.MAPPED, HeapOptions.Picture.PAGES);
        Accounting accounting =
                new Accounting(ground, ThreadRoster.of(image.facts(), ground, resident), resident, new Claims());
        for (RecognisedHeap heap : new GlibcAllocator(team).recognise(image)) {
            HeapAccount account = accounting.of(heap, heap::walk);
            all.add(account.report());
            for (PageStrip strip : account.strips()) {
                for (PageLife life : PageLife.values()) {
                    all.add(strip.pages(life));
                }
                IntStream.range(0, strip.size()).mapToObj(strip::cell).forEach(all::add);
            }
            for (RegionResidence region : account.residences()) {
                all.add(region.resident());
                all.add(region.holes().sizes().classes());
                all.add(region.holes().pinnedSizes().classes());
                all.add(region.freed().classes());
                all.add(region.holes().trimOfTop());
                all.add(region.holes().releasable());
                all.add(region.holes().pinned());
                all.add(region.holes().trim());
                all.add(region.holes().pins());
                all.add(region.live().classes());
                all.add(region.occupancy().pages());
                for (int i = 0; i < image.mappings().size(); i++) {
                    all.add(region.footprint().named(i));
                }
                all.add(pieces(region));
            }
        }
        return new Told(all);
    }

    private static List<Long> pieces(RegionResidence region) {
        Claims claims = new Claims();
        region.footprint().claim(claims);
        claims.join();
        List<Long> borders = new ArrayList<>();
        long at = 0;
        while (at < Long.MAX_VALUE) {
            long start = claims.firstClaimed(at, Long.MAX_VALUE);
            borders.add(start);
            at = start == Long.MAX_VALUE ? start : claims.firstFree(start);
            borders.add(at);
        }
        return borders;
    }

    private static Recorder recorded(Path file, Team team, int region) {
        try (CoreImage image = CoreImage.open(file)) {
            RecognisedHeap heap = new GlibcAllocator(team).recognise(image).getFirst();
            Region walked = heap.regions().get(region);
            Recorder recorder = new Recorder();
            assertThat(heap.walk(walked, recorder).isConsistent()).isTrue();
            return recorder;
        }
    }

    @FunctionalInterface
    private interface Use {
        void of(Path file) throws IOException;
    }

    private static void inFile(byte[] core, Use use) throws IOException {
        Path file = Files.createTempFile("shared", ".core");
        try {
            Files.write(file, core);
            use.of(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Writes down what it takes. */
    private static final class Recorder implements BlockSink {
        private final List<String> blocks = new ArrayList<>();
        private Optional<Recorder> next = Optional.empty();
        private int parts = 1;

        @Override
        public void block(long address, long size, BlockState state) {
            blocks.add(Long.toHexString(address) + " " + size + " " + state);
        }

        @Override
        public Optional<BlockSink> behind() {
            next = Optional.of(new Recorder());
            return next.map(recorder -> recorder);
        }

        @Override
        public void join() {
            Recorder joined = next.orElseThrow();
            blocks.addAll(joined.blocks);
            parts++;
            next = joined.next;
        }
    }
}
