package lacuna.heap.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.block.RegionReport;
import lacuna.heap.image.ProcessThread;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.RegionResidence;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Gcore;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a snapshot tells is what the process was found to be when it was taken. */
class SnapshotTest {
    private static final String MARK = "Sesame-open-4711!";

    @TempDir
    private Path folder;

    static Stream<TargetProgram> still() {
        return Stream.of(
                Target.c("fragmented.c"),
                Target.c("sprawl.c", "20", "101"),
                Target.c("heap_shapes.c", "small", "threads", "gone", "memalign", "mapped", "foreign", "cached"),
                Target.c("no_malloc.c"));
    }

    @ParameterizedTest
    @MethodSource("still")
    void ofAProcessAtRestEverythingIsAsItIsInTheProcess(TargetProgram program) {
        try (Target target = program.start().atRest()) {
            SnapshotReceipt receipt = take(target, HeapOptions.DEFAULT);
            HeapExamination told = Snapshot.examinationOf(receipt.file());
            HeapExamination process = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
            assertSame(told, process);
            assertThat(receipt.blocks())
                    .isEqualTo(process.heaps().stream()
                            .flatMap(heap -> heap.report().regions().stream())
                            .flatMap(region -> region.tally().states().values().stream())
                            .mapToLong(sum -> sum.blocks())
                            .sum());
        }
    }

    @Test
    void theThreadWhoseCacheKeepsAHeapFromShrinkingIsKnown() {
        try (Target target = Target.c("heap_shapes.c", "cached").start()) {
            HeapExamination told =
                    Snapshot.examinationOf(take(target, HeapOptions.DEFAULT).file());
            assertThat(told.heaps().getFirst().residences().getFirst().holes().pins())
                    .first()
                    .satisfies(pin -> assertThat(pin.thread()).hasValue(target.pid()));
        }
    }

    @Test
    void theWalkThatCountsIsTheOneUnderThePause() {
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            Eventually.holds(() -> {
                SnapshotReceipt receipt = take(target, patient);
                HeapExamination told = Snapshot.examinationOf(receipt.file());
                assertThat(reports(told)).isEqualTo(reports(receipt.examined()));
                assertThat(told.pauses()).isEqualTo(receipt.examined().pauses());
                return receipt.isConsistent() && told.pauses().count() > 0;
            });
        }
    }

    @Test
    void whatIsTornIsToldAsTorn() {
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            Eventually.holds(() -> {
                SnapshotReceipt receipt = take(target, HeapOptions.DEFAULT.withoutPauses());
                assertThat(reports(Snapshot.examinationOf(receipt.file()))).isEqualTo(reports(receipt.examined()));
                return !receipt.isConsistent();
            });
        }
    }

    @Test
    void aCoreIsKeptToo() throws IOException {
        assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
        try (Target target =
                Target.c("heap_shapes.c", "small", "threads", "mapped").start()) {
            Path core = Gcore.of(target, folder);
            SnapshotReceipt receipt = new SnapshotTaking(destination(), "lacuna test").ofCore(core);
            assertSame(Snapshot.examinationOf(receipt.file()), HeapExamination.ofCore(core));
            assertThat(receipt.bytes()).isLessThan(Files.size(core) / 20);
        }
    }

    @Test
    void nothingOfTheContentsIsInTheFile() throws IOException {
        TargetProgram program = Target.c("marked.c", "20000", MARK).with("SECRET", MARK);
        try (Target target = program.start()) {
            SnapshotReceipt receipt = take(target, HeapOptions.DEFAULT);
            byte[] inflated = inflated(receipt.file());
            String text = new String(inflated, StandardCharsets.ISO_8859_1);
            assertThat(text).contains("libc.so.6", "[heap]", "marked");
            for (int i = 0; i < MARK.length(); i++) {
                // Wherever a piece of memory would begin, some turn of it would be there.
                String turn = MARK.substring(i) + MARK.substring(0, i);
                assertThat(text).doesNotContain(turn.substring(0, 6));
            }
        }
    }

    @Test
    void theFactsAreTold() {
        try (Target target = Target.c("sprawl.c", "3", "11").start();
                Snapshot snapshot =
                        Snapshot.open(take(target, HeapOptions.DEFAULT).file())) {
            SnapshotFacts facts = snapshot.facts();
            assertThat(facts.lacuna()).isEqualTo("lacuna test");
            assertThat(facts.kernel()).isEqualTo(System.getProperty("os.version"));
            assertThat(facts.executable()).contains("/target/testbed/sprawl-");
            assertThat(facts.threads()).hasSize(4);
            assertThat(facts.threads().stream().map(ProcessThread::tid)).contains(target.pid());
            assertThat(facts.header().pid()).hasValue(target.pid());
        }
    }

    @Test
    void onlyItsOwnerMayReadIt_andNothingElseIsLeftInTheFolder() throws IOException {
        try (Target target = Target.c("fragmented.c", "20").start()) {
            Path file = take(target, HeapOptions.DEFAULT).file();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(file);
            }
        }
    }

    @Test
    void aBlockTakesAFewBytesInTheFileAndNoObject() {
        long few = allocatedFor("100000");
        try (Target target = Target.c("marked.c", "1000000", MARK).start()) {
            long before = allocated();
            SnapshotReceipt receipt = take(target, HeapOptions.DEFAULT);
            long many = allocated() - before;
            assertThat(receipt.blocks()).isGreaterThan(1_000_000);
            assertThat(receipt.bytes()).isLessThan(2 * receipt.blocks());
            assertThat(many - few).isLessThan(4 * 900_000);
        }
    }

    private long allocatedFor(String blocks) {
        try (Target target = Target.c("marked.c", blocks, MARK).start()) {
            take(target, HeapOptions.DEFAULT);
            long before = allocated();
            take(target, HeapOptions.DEFAULT);
            return allocated() - before;
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private SnapshotReceipt take(Target target, HeapOptions options) {
        return new SnapshotTaking(destination(), "lacuna test").ofProcess(ProcRoot.host(), target.pid(), options);
    }

    private SnapshotDestination destination() {
        return new SnapshotDestination(folder.resolve("taken.lacuna"), SnapshotDestination.Overwrite.FORCED);
    }

    private static List<List<RegionReport>> reports(HeapExamination examined) {
        return examined.heaps().stream().map(heap -> heap.report().regions()).toList();
    }

    private static void assertSame(HeapExamination told, HeapExamination process) {
        assertThat(told.ledger()).isEqualTo(process.ledger());
        assertThat(told.others()).isEqualTo(process.others());
        assertThat(told.gaps()).isEqualTo(process.gaps());
        assertThat(told.heaps()).hasSameSizeAs(process.heaps());
        for (int i = 0; i < told.heaps().size(); i++) {
            HeapAccount one = told.heaps().get(i);
            HeapAccount other = process.heaps().get(i);
            assertThat(one.report()).isEqualTo(other.report());
            assertThat(one.liveSizes().classes()).isEqualTo(other.liveSizes().classes());
            assertThat(one.occupancy().pages()).isEqualTo(other.occupancy().pages());
            for (int j = 0; j < one.residences().size(); j++) {
                assertSame(one.residences().get(j), other.residences().get(j));
            }
        }
        assertThat(told.map().findings()).isEqualTo(process.map().findings());
        assertThat(told.map().entries().stream().map(MapEntry::mapping))
                .isEqualTo(
                        process.map().entries().stream().map(MapEntry::mapping).toList());
        assertThat(told.map().entries().stream().map(MapEntry::name))
                .isEqualTo(process.map().entries().stream().map(MapEntry::name).toList());
        assertThat(told.map().entries().stream().mapToLong(entry -> rss(entry)).toArray())
                .isEqualTo(process.map().entries().stream()
                        .mapToLong(entry -> rss(entry))
                        .toArray());
    }

    private static long rss(MapEntry entry) {
        return entry.figure(lacuna.linux.proc.MemoryField.RSS).orElse(-1);
    }

    private static void assertSame(RegionResidence one, RegionResidence other) {
        assertThat(one.resident()).isEqualTo(other.resident());
        assertThat(one.holes().releasable()).isEqualTo(other.holes().releasable());
        assertThat(one.holes().pinned()).isEqualTo(other.holes().pinned());
        assertThat(one.holes().trim()).isEqualTo(other.holes().trim());
        assertThat(one.holes().pins()).isEqualTo(other.holes().pins());
    }

    private static byte[] inflated(Path file) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(Files.readAllBytes(file));
        for (Surgery.Part part : Surgery.of(Files.readAllBytes(file)).parts()) {
            all.write(part.raw());
        }
        return all.toByteArray();
    }
}
