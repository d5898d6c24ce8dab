package lacuna.heap.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Unit;
import lacuna.heap.block.Violations;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.AuxiliaryVector;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.image.ProcessThread;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.MappedBytes;
import lacuna.heap.ledger.Pauses;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.ThreadAccount;
import lacuna.heap.ledger.Torn;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapHeader;
import lacuna.heap.map.MappingKind;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.map.Name;
import lacuna.heap.map.Sureness;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.VmFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format knows no allocator: heaps of a made-up one, in each other, with all that an allocator can tell. */
class AnyAllocatorTest {
    private static final long BASE = 0x7f0000000000L;
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void whatAnyAllocatorTellsComesBack() {
        MemoryMap map = map();
        Path file = folder.resolve("made");
        HeapExamination made;
        try (Scratch scratch = Scratch.beside(file)) {
            Recordings recordings = new Recordings(scratch);
            List<RecognisedHeap> heaps =
                    List.of(recordings.watch(new Made("inner", BASE + MIB)), recordings.watch(new Made("outer", BASE)));
            ProcessFacts facts = new ProcessFacts(
                    OptionalInt.empty(),
                    "",
                    "",
                    List.of(new ProcessThread(42, "worker", OptionalLong.empty(), OptionalLong.of(BASE + 64))),
                    AuxiliaryVector.UNKNOWN);
            HeapExamination.Told before = new HeapExamination.Told(
                    map,
                    facts,
                    ResidentLedger.Measure.MAPPED,
                    new Pauses(2, 30, 50),
                    List.of(new Torn("the pool", 4 * MIB, Optional.of(Duration.ofMillis(70)))),
                    List.of("hoard"),
                    List.of("a gap"));
            made = HeapExamination.ofRecord(before, heaps, MappedBytes.of(map), HeapOptions.Picture.NONE);
            SnapshotDestination wanted = new SnapshotDestination(file, SnapshotDestination.Overwrite.REFUSED);
            new SnapshotTaking(wanted, "lacuna test")
                    .write(
                            scratch,
                            recordings,
                            made,
                            new SnapshotTaking.Seen(facts, "", Optional.empty(), List.of("another gap")));
        }
        HeapExamination told = Snapshot.examinationOf(file);
        assertThat(told.heaps().stream().map(HeapAccount::report))
                .isEqualTo(made.heaps().stream().map(HeapAccount::report).toList());
        assertThat(told.ledger()).isEqualTo(made.ledger());
        assertThat(told.ledger().bytes("outer, live")).isEqualTo(MIB);
        assertThat(told.pauses()).isEqualTo(made.pauses());
        assertThat(told.others()).containsExactly("hoard");
        assertThat(told.torn()).isEqualTo(made.torn()).isNotEmpty();
        assertThat(told.heaps().getFirst().threads())
                .isEqualTo(made.heaps().getFirst().threads())
                .extracting(ThreadAccount::name)
                .containsExactly("worker");
        assertThat(told.gaps()).containsExactly("a gap", "another gap");
        assertThat(told.heaps().getFirst().trim()).isEqualTo(77);
        assertThat(told.heaps().getFirst().residences().getFirst().holes().pins())
                .isEqualTo(
                        made.heaps().getFirst().residences().getFirst().holes().pins())
                .isNotEmpty()
                .allSatisfy(pin -> assertThat(pin.thread()).hasValue(42));
    }

    private static MemoryMap map() {
        Mapping mapping = new Mapping(BASE, BASE + 16 * MIB, Mapping.READ | Mapping.WRITE, 0, 0, 0, 0, "", false);
        Name name = new Name(MappingKind.ANONYMOUS, Sureness.BY_SHAPE, "made up");
        MapHeader header = new MapHeader(
                OptionalInt.empty(), "", "nothing", Optional.empty(), MapHeader.Method.CORE, List.of("this"));
        return MemoryMap.of(header, List.of(new MapEntry(mapping, name, Optional.empty(), VmFlags.NOT_PRINTED)));
    }

    /** From its base on three runs of blocks, then a cached block that pins a hole. */
    private record Made(String name, long base) implements RecognisedHeap {
        @Override
        public AllocatorIdentity identity() {
            Vocabulary words = Vocabulary.of(name).with(BlockState.GIVEN_BACK, "gone");
            return new AllocatorIdentity(name, words, "1.2", "made", List.of("one way", "another"), "/lib/made.so");
        }

        @Override
        public List<Figure> figures() {
            return List.of(Figure.bytes("threshold", -1), new Figure("share", 500, Unit.PERMILLE));
        }

        @Override
        public List<String> notes() {
            return List.of("a note");
        }

        @Override
        public List<HeapThread> threads() {
            HeapThread.Cache cache = new HeapThread.Cache(List.of(new HeapThread.SizeCount(48, 3)));
            return List.of(new HeapThread(42, OptionalInt.of(0), Optional.of(cache)));
        }

        @Override
        public List<Region> regions() {
            return List.of(
                    new Region(0, "pool", "the pool", base, 3, OptionalLong.of(7), 4 * MIB),
                    new Region(1, "empty", "nothing", 0, 0, OptionalLong.empty(), 0));
        }

        @Override
        public RegionReport walk(Region region, BlockSink sink) {
            CountingSink counting = new CountingSink(sink);
            Violations violations = new Violations();
            if (region.index() == 0) {
                counting.blocks(base, 1024, 1024, BlockState.LIVE);
                counting.block(base + MIB, MIB, BlockState.LIVE);
                counting.block(base + 2 * MIB, MIB, BlockState.LIVE);
                counting.blocks(base + 3 * MIB, 64, 1000, BlockState.GIVEN_BACK);
                counting.block(base + 3 * MIB + 64_000, 48, BlockState.THREAD_CACHED);
                violations.add("made up", base);
                violations.add("made up", base);
            }
            return counting.report(region, region.system(), violations);
        }

        @Override
        public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
            return walk(region, sink);
        }

        @Override
        public long[] ranges(List<Region> regions) {
            return new long[0];
        }

        @Override
        public ReleaseForecast forecast(Region region, ResidentBytes resident) {
            return new ReleaseForecast() {
                @Override
                public void block(long address, long size, BlockState state) {}

                @Override
                public long releasable() {
                    return region.index() == 0 ? 77 : 0;
                }
            };
        }

        @Override
        public String releaseCall() {
            return "give_back()";
        }

        @Override
        public OptionalInt cacheOwner(long address) {
            return OptionalInt.of(42);
        }

        @Override
        public List<Detail> details(ResidentBytes resident) {
            Detail.Column column = new Detail.Column("in_use", Unit.ADDRESS);
            return List.of(new Detail(
                    "bins", "BINS", List.of(column), List.of(new Detail.Row("first", List.of(Long.MIN_VALUE)))));
        }

        @Override
        public List<String> highlights() {
            return List.of("one thing", "another");
        }
    }
}
