package lacuna.heap.cpython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.image.LiveImage;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MapOptions;
import lacuna.heap.snapshot.Snapshot;
import lacuna.heap.snapshot.SnapshotDestination;
import lacuna.heap.snapshot.SnapshotTaking;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Gcore;
import lacuna.testbed.Ground;
import lacuna.testbed.Python;
import lacuna.testbed.Target;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each interpreter's own statistics are the truth about its pools; what they share counts once. */
class InterpretersTest {
    /** Blocks that Python itself hands out and takes back between its count and ours. */
    private static final long PASSING = 16;

    private static final int LARGE_BLOCKS = 0x440;

    @TempDir
    private Path folder;

    static Stream<Python> pythons() {
        return Stream.of(13, 14).map(Python::of);
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void allClassesAndTotalsAreEachInterpretersOwn(Python python) {
        assumeTrue(python.isHere(), python::absence);
        try (Target target = several(python);
                ProcReader reader = new ProcReader(ProcRoot.host())) {
            Map<String, OwnStatistics> own = tell(target);
            try (LiveImage image = imageOf(target, reader)) {
                PythonHeap heap =
                        (PythonHeap) new PythonAllocator().recognise(image).getFirst();
                assertThat(heap.regions())
                        .extracting(Region::name)
                        .startsWith("interpreter 0 (main)", "interpreter 1", "interpreter 3");
                for (Region region : heap.regions().subList(0, 3)) {
                    RegionReport report = heap.walk(region, BlockSink.NONE);
                    assertThat(report.isConsistent()).as(report.toString()).isTrue();
                    OwnStatistics its = own.get(region.name().replace(" (main)", ""));
                    PoolSums sums = heap.sums(region);
                    assertThat(classes(sums)).isEqualTo(its.classes());
                    assertTotals(report, sums, its);
                }
                assertThat(heap.notes())
                        .containsExactly("interpreter 2 has no pools of its own: its objects count as the main one's");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void aCopyOfOneMomentHoldsAllThatAnInterpreterHas_andNothingOfThoseThatEnded(Python python) {
        assumeTrue(python.isHere(), python::absence);
        try (Target target = several(python);
                ProcReader reader = new ProcReader(ProcRoot.host())) {
            tell(target);
            try (LiveImage image = imageOf(target, reader)) {
                RecognisedHeap heap = new PythonAllocator().recognise(image).getFirst();
                for (Region region : heap.regions()) {
                    long[] ranges = heap.ranges(List.of(region));
                    if (region.kind().equals("ended")) {
                        assertThat(ranges).isEmpty();
                    } else {
                        assertThat(isWithin(ranges, region.address(), 0x450)).isTrue();
                        heap.walk(
                                region,
                                (address, size, _) -> assertThat(isWithin(ranges, address, size))
                                        .isTrue());
                    }
                }
            }
        }
    }

    private static boolean isWithin(long[] ranges, long address, long size) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (address >= ranges[i] && address + size <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static void assertTotals(RegionReport report, PoolSums sums, OwnStatistics own) {
        Tally tally = report.tally();
        assertThat(report.region().system()).isEqualTo(own.total("Total"));
        assertThat(tally.bytes(BlockState.LIVE)).isEqualTo(own.total("# bytes in allocated blocks"));
        assertThat(tally.bytes(BlockState.FREE) + tally.bytes(BlockState.CACHED) + tally.bytes(BlockState.TOP))
                .isEqualTo(own.total("# bytes in available blocks") + own.total("unused pools"));
        assertThat(sums.headers).isEqualTo(own.total("# bytes lost to pool headers"));
        assertThat(sums.quantisation).isEqualTo(own.total("# bytes lost to quantization"));
        assertThat(sums.alignment).isEqualTo(own.total("# bytes lost to arena alignment"));
        assertThat(PoolSums.total(sums.arenas)).isEqualTo(own.total("# arenas allocated current"));
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void theReportIsTheSumOverAll_andEachByteIsThereOnce(Python python) {
        assumeTrue(python.isHere(), python::absence);
        try (Target target = python.program("interpreters.py", "isolated:20000", "legacy:3000", "isolated:50000")
                .start()) {
            Map<String, OwnStatistics> own = tell(target);
            HeapExamination examined = examined(target);
            AllocatorReport report = examined.heaps().getFirst().report();
            assertThat(examined.heaps())
                    .allSatisfy(heap -> assertThat(heap.report().isConsistent()).isTrue());
            assertThat(report.system()).isEqualTo(sum(own, "Total"));
            assertThat(report.total().bytes(BlockState.LIVE)).isEqualTo(sum(own, "# bytes in allocated blocks"));
            assertThat(detail(report, "classes").rows().stream()
                            .mapToLong(row -> row.values().get(2))
                            .sum())
                    .isEqualTo(own.values().stream()
                            .flatMap(each -> each.classes().values().stream())
                            .mapToLong(OwnStatistics.Row::live)
                            .sum());
            assertThat(detail(report, "interpreters").rows())
                    .extracting(Detail.Row::label)
                    .containsExactly("interpreter 0 (main)", "interpreter 1", "interpreter 3");
            assertThat(detail(report, "interpreters").rows().stream()
                            .map(row -> row.values().getFirst()))
                    .isEqualTo(own.values().stream()
                            .map(each -> each.total("# arenas allocated current"))
                            .toList());
            ResidentLedger ledger = examined.ledger();
            assertThat(ledger.leaves().stream()
                            .mapToLong(ResidentLedger.Leaf::bytes)
                            .sum())
                    .isEqualTo(ledger.total());
            assertThat(ledger.moved()).isZero();
            assertThat(ledger.bytes(ResidentLedger.UNATTRIBUTED)).isLessThan(1 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void whatEndedInterpretersLeaveIsToldApart(Python python) throws IOException, InterruptedException {
        assumeTrue(python.isHere(), python::absence);
        try (Target target = python.program("ending_interpreters.py", "5").start()) {
            assertThat(examined(target).heaps().getFirst().report().regions()).hasSize(6);
            new ProcessBuilder("kill", "-USR1", target.fact("pid")).start().waitFor();
            long blocks = Long.parseLong(target.nextLine().replace("blocks=", ""));
            HeapExamination examined = examined(target);
            AllocatorReport report = examined.heaps().getFirst().report();
            assertThat(report.isConsistent()).as(report.toString()).isTrue();
            assertThat(report.regions())
                    .allSatisfy(region -> assertThat(region.region().name())
                            .isIn("interpreter 0 (main)", "interpreters that have ended"));
            assertThat(report.total().blocks(BlockState.LIVE) + largeBlocks(target, report))
                    .isCloseTo(blocks, within(PASSING));
            assertThat(examined.ledger().bytes(ResidentLedger.UNATTRIBUTED)).isLessThan(1 << 20);
            // 3.13 ends each with blocks in use, 3.14 none.
            boolean leaves = python.minor() == 13;
            assertThat(report.regions()).hasSize(leaves ? 2 : 1);
            assertThat(report.highlights().stream().anyMatch(said -> said.contains("left by interpreters")))
                    .isEqualTo(leaves);
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void interpretersThatGrowInTheirThreadsAreReadFromOneMoment(Python python) {
        assumeTrue(python.isHere(), python::absence);
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = python.program("growing_interpreters.py", "3").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                AllocatorReport report = examined.heaps().getFirst().report();
                // What one of them takes meanwhile is never told as left by the one that has ended.
                assertThat(report.regions().stream()
                                .filter(region -> region.region().kind().equals("ended"))
                                .mapToLong(region -> region.region().system())
                                .sum())
                        .isEqualTo(python.minor() == 13 ? 2 << 20 : 0);
                List<RegionReport> alive = report.regions().stream()
                        .filter(region -> region.region().kind().equals("interpreter"))
                        .toList();
                return examined.pauses().count() > 0
                        && report.isConsistent()
                        && alive.size() == 4
                        && alive.stream().allMatch(region -> region.tally().bytes(BlockState.LIVE) > 1 << 20);
            });
            Eventually.holds(() -> !examined(target).heaps().getFirst().report().isConsistent());
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void coresAndSnapshotsTellTheSame(Python python) throws IOException {
        assumeTrue(python.isHere(), python::absence);
        try (Target target = several(python)) {
            tell(target);
            SnapshotDestination to =
                    new SnapshotDestination(folder.resolve("snapshot"), SnapshotDestination.Overwrite.REFUSED);
            AllocatorReport live = examined(target).heaps().getFirst().report();
            assertSame(
                    Snapshot.examinationOf(new SnapshotTaking(to, "lacuna test")
                            .ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT)
                            .file()),
                    live);
            assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
            Path core = Gcore.of(target, folder);
            assertSame(HeapExamination.ofCore(core), live);
        }
    }

    private static void assertSame(HeapExamination other, AllocatorReport live) {
        AllocatorReport report = other.heaps().getFirst().report();
        assertThat(report.regions()).isEqualTo(live.regions());
        assertThat(report.details()).isEqualTo(live.details());
        assertThat(report.figures()).isEqualTo(live.figures());
        assertThat(report.notes()).isEqualTo(live.notes());
    }

    private static Target several(Python python) {
        return python.program("interpreters.py", "isolated:20000", "legacy:3000", "isolated:50000", "ended:30000")
                .start();
    }

    /** What the three interpreters with pools of their own say of themselves, by their names. */
    private static Map<String, OwnStatistics> tell(Target target) {
        Map<String, OwnStatistics> own = new TreeMap<>();
        // Each tells twice: what the first call leaves to be freed, now and then one block, is gone at the second.
        for (int i = 0; i < 6; i++) {
            own.put(target.nextLine(), OwnStatistics.of(target));
        }
        // One may still be on its way into its last call, while the main one has told its own.
        Eventually.holds(
                () -> target.atRest().pid() > 0 && liveBytes(target) == sum(own, "# bytes in allocated blocks"));
        return own;
    }

    private static long liveBytes(Target target) {
        return examined(target).heaps().getFirst().report().regions().stream()
                .filter(region -> region.region().kind().equals("interpreter"))
                .mapToLong(region -> region.tally().bytes(BlockState.LIVE))
                .sum();
    }

    private static LiveImage imageOf(Target target, ProcReader reader) {
        return LiveImage.of(
                ProcRoot.host(),
                reader,
                target.pid(),
                reader.maps(target.pid()).toOptional().orElseThrow());
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    /** What interpreters that live have had from malloc: it counts as their blocks, too. */
    private static long largeBlocks(Target target, AllocatorReport report) {
        try (ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = imageOf(target, reader)) {
            return report.regions().stream()
                    .filter(region -> region.region().address() != 0)
                    .mapToLong(region -> word(image, region.region().address() + LARGE_BLOCKS))
                    .sum();
        }
    }

    private static long word(MemoryImage image, long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(Long.BYTES);
            assertThat(image.read(address, into, Long.BYTES)).isEqualTo(Long.BYTES);
            return into.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private static long sum(Map<String, OwnStatistics> own, String words) {
        return own.values().stream().mapToLong(each -> each.total(words)).sum();
    }

    private static Map<Integer, OwnStatistics.Row> classes(PoolSums sums) {
        Map<Integer, OwnStatistics.Row> rows = new TreeMap<>();
        for (int i = 0; i < sums.pools.length; i++) {
            if (sums.pools[i] > 0) {
                rows.put(
                        i,
                        new OwnStatistics.Row(
                                16L * (i + 1), sums.pools[i], sums.live[i], sums.freed[i] + sums.neverUsed[i]));
            }
        }
        return rows;
    }

    private static Detail detail(AllocatorReport report, String name) {
        return report.details().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
