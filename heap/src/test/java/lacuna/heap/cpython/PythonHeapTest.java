package lacuna.heap.cpython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Tally;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.proc.ProcRoot;
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
            assertEachByteOnce(examined);
        }
    }

    @Test
    void survivorsInEveryPoolLeaveNoWholePages_andTheUserIsToldThatNothingHelps() {
        Python python = Python.system();
        assumeTrue(python.isHere(), python::absence);
        try (Target target =
                python.program("objects.py", "20000", "20", "spread").start()) {
            AllocatorReport report = python(examined(target)).report();
            assertThat(report.highlights()).anyMatch(said -> said.contains("no other allocator would give much back"));
            assertThat(figure(report, "wholeFreePages"))
                    .isLessThan(report.total().bytes(BlockState.FREE) / 4);
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
        assertThat(examined.heaps().getLast().report().isConsistent()).isTrue();
        return examined.heaps().getFirst();
    }

    private static void assertEachByteOnce(HeapExamination examined) {
        ResidentLedger ledger = examined.ledger();
        assertThat(ledger.leaves().stream()
                        .mapToLong(ResidentLedger.Leaf::bytes)
                        .sum())
                .isEqualTo(ledger.total());
        assertThat(ledger.bytes("Python, live")).isPositive();
        assertThat(ledger.bytes(ResidentLedger.CHANGED)).isZero();
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
