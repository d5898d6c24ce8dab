package lacuna.heap.cpython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Detail;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.image.LiveImage;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.Soundness;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Python;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An interpreter's own statistics are the truth: each class and each total is equal. */
class PythonHeapTest {
    static Stream<Arguments> programs() {
        return Python.each()
                .flatMap(python -> Stream.of(
                        Arguments.of(python, List.of("2000", "37", "spread")),
                        Arguments.of(python, List.of("2000", "37"))));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void allClassesAndTotalsAreTheInterpretersOwn(Python python, List<String> arguments) {
        assumeTrue(python.isHere(), python::absence);
        try (Target target =
                python.program("objects.py", arguments.toArray(String[]::new)).start()) {
            OwnStatistics own = OwnStatistics.of(target);
            HeapExamination examined = examined(target);
            HeapAccount heap = python(examined);
            AllocatorReport report = heap.report();
            assertThat(report.isConsistent()).as(report.toString()).isTrue();
            assertThat(report.identity().isConfirmed()).isTrue();
            assertThat(report.identity().version()).startsWith("3." + python.minor());
            assertThat(classes(report)).isEqualTo(own.classes());
            Tally tally = report.total();
            assertThat(report.system()).isEqualTo(own.total("Total"));
            assertThat(tally.bytes(BlockState.LIVE)).isEqualTo(own.total("# bytes in allocated blocks"));
            assertThat(tally.bytes(BlockState.FREE) + tally.bytes(BlockState.CACHED) + tally.bytes(BlockState.TOP))
                    .isEqualTo(own.total("# bytes in available blocks") + own.total("unused pools"));
            assertThat(figure(report, "poolHeaders")).isEqualTo(own.total("# bytes lost to pool headers"));
            assertThat(figure(report, "quantisation")).isEqualTo(own.total("# bytes lost to quantization"));
            assertThat(figure(report, "arenaAlignment")).isEqualTo(own.total("# bytes lost to arena alignment"));
            assertThat(figure(report, "arenas")).isEqualTo(own.total("# arenas allocated current"));
            assertThat(tally.bytes(BlockState.OVERHEAD))
                    .isEqualTo(own.total("# bytes lost to pool headers")
                            + own.total("# bytes lost to quantization")
                            + own.total("# bytes lost to arena alignment"));
            Soundness.assertEachByteOnce(examined, "Python, live");
        }
    }

    @Test
    void survivorsInEveryPoolLeaveNoWholePages_andTheUserIsToldThatNothingHelps() {
        Python python = Python.system();
        assumeTrue(python.isHere(), python::absence);
        try (Target target =
                python.program("objects.py", "20000", "5", "spread").start()) {
            AllocatorReport report = python(examined(target)).report();
            assertThat(report.highlights()).anyMatch(said -> said.contains("no other allocator would give more back"));
            assertThat(figure(report, "wholeFreePages"))
                    .isLessThan(report.total().bytes(BlockState.FREE) / 4);
        }
    }

    @Test
    void ofPoolsThatAreFullOnlyTheHeadersAreRead() {
        Python python = Python.system();
        assumeTrue(python.isHere(), python::absence);
        try (Target target = python.program("objects.py", "8000", "1", "spread").start();
                ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            OwnStatistics.of(target);
            long[] read = {0};
            ByteReader counting = (address, into, length) -> {
                int count = image.read(address, into, length);
                read[0] += count;
                return count;
            };
            RecognisedHeap heap = new PythonAllocator().recognise(image).getFirst();
            RegionReport report = heap.walkAgain(heap.regions().getFirst(), counting, BlockSink.NONE);
            assertThat(report.isConsistent()).isTrue();
            assertThat(report.region().system()).isGreaterThan(50 << 20);
            assertThat(read[0]).isLessThan(report.region().system() / 50);
        }
    }

    @Test
    void whereMallocServesAllObjectsThereIsNoPythonHeap() {
        Python python = Python.system();
        assumeTrue(python.isHere(), python::absence);
        try (Target target = python.program("objects.py", "100", "7")
                .with("PYTHONMALLOC", "malloc")
                .start()) {
            assertThat(examined(target).heaps())
                    .extracting(heap -> heap.report().identity().allocator())
                    .containsExactly("glibc");
        }
    }

    @Test
    void aHeapThatChangesIsReadFromOneMoment() {
        Python python = Python.system();
        assumeTrue(python.isHere(), python::absence);
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = python.program("churning.py").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                return examined.pauses().count() > 0
                        && examined.heaps().getFirst().report().isConsistent();
            });
        }
    }

    @Test
    void withoutPermissionToStopItWhatIsTornIsToldAsTorn() {
        Python python = Python.system();
        assumeTrue(python.isHere(), python::absence);
        try (Target target = python.program("churning.py").start()) {
            Eventually.holds(() -> !examined(target).heaps().getFirst().report().isConsistent());
        }
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    /** The Python heap is there, and glibc's beside it, which has all of its own rules kept too. */
    private static HeapAccount python(HeapExamination examined) {
        assertThat(examined.heaps())
                .extracting(heap -> heap.report().identity().allocator())
                .as(examined.gaps().toString())
                .containsExactly("CPython", "glibc");
        assertThat(examined.heaps())
                .allSatisfy(heap -> assertThat(heap.report().isConsistent()).isTrue());
        return examined.heaps().getFirst();
    }

    private static Map<Integer, OwnStatistics.Row> classes(AllocatorReport report) {
        Detail detail = report.details().stream()
                .filter(table -> table.name().equals("classes"))
                .findFirst()
                .orElseThrow();
        Map<Integer, OwnStatistics.Row> rows = new TreeMap<>();
        for (Detail.Row row : detail.rows()) {
            List<Long> values = row.values();
            long size = values.getFirst();
            rows.put(
                    (int) (size / 16 - 1),
                    new OwnStatistics.Row(size, values.get(1), values.get(2), values.get(3) + values.get(4)));
        }
        return rows;
    }

    private static long figure(AllocatorReport report, String name) {
        return report.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
