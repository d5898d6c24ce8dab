package lacuna.heap.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.Soundness;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Python;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A CPython without its global lock counts its blocks itself: the walk from outside finds exactly as many. */
class FreeThreadedPythonTest {
    private static final String MINORS = "minors";
    private static final int THREADS = 3;
    private static final int PUT_OFF = 2;
    private static final String COUNT = "6000";

    static Stream<Integer> minors() {
        return Stream.of(13, 14);
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void itHasAsManyBlocksAsItSays_byThread_andOfEachSize(int minor) {
        try (Target target = program(minor, "live").start()) {
            HeapExamination examined = examined(target);
            AllocatorReport report = own(examined).report();
            assertThat(report.identity().version()).startsWith("3." + minor + ".");
            assertThat(report.identity().isConfirmed()).isTrue();
            assertThat(report.identity().object()).endsWith("/python3." + minor + "t");
            assertCounted(report, target.number("allocated"));
            assertThat(report.regions())
                    .extracting(region -> region.region().kind())
                    .containsExactly("thread", "thread", "thread", "thread");
            assertThat(report.regions().getFirst().region().name()).isEqualTo("main thread");
            assertThat(own(examined).threads()).hasSize(THREADS + 1);
            // No object of the interpreter's own is so large.
            Map<Long, Long> live = liveBySize(report);
            assertThat(live.get(65536L)).isBetween(target.number("of_60016"), target.number("of_60016") + 8);
            assertThat(live.get(0L)).isBetween(target.number("of_300016"), target.number("of_300016") + 16);
            for (long size : List.of(32L, 224L, 1024L, 5120L)) {
                long made = target.facts().entrySet().stream()
                        .filter(fact -> fact.getKey().startsWith("of_")
                                && fits(Long.parseLong(fact.getKey().substring(3)), size))
                        .mapToLong(fact -> Long.parseLong(fact.getValue()))
                        .sum();
                assertThat(live.get(size)).as("blocks of " + size).isBetween(made, made + 1000);
            }
            assertEachByteOnce(examined);
        }
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void whatEndedThreadsLeaveIsTheirs(int minor) {
        try (Target target = program(minor, "ended").start()) {
            AllocatorReport report = own(examined(target)).report();
            assertCounted(report, target.number("allocated"));
            RegionReport ended = region(report, "ended");
            assertThat(ended.tally().blocks(BlockState.LIVE))
                    .isGreaterThanOrEqualTo(target.facts().entrySet().stream()
                            .filter(fact -> fact.getKey().startsWith("of_"))
                            .mapToLong(fact -> Long.parseLong(fact.getValue()))
                            .sum());
            assertThat(report.regions().stream()
                            .filter(each -> each.region().kind().equals("thread")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void whatTheMainThreadFreesOfOthersIsFree(int minor) {
        try (Target target = program(minor, "crossed").start()) {
            AllocatorReport report = own(examined(target)).report();
            long freed = target.number("freed");
            assertThat(freed).isGreaterThan(10_000);
            assertThat(figure(report, "freedByOtherThreads")).isGreaterThanOrEqualTo(freed);
            assertCounted(report, target.number("allocated") - freed);
        }
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void whatShrankHasEmptyPagesAndFreeSpans(int minor) {
        try (Target target =
                program(minor, "shrunk").with("MIMALLOC_PURGE_DELAY", "10000").start()) {
            HeapAccount heap = own(examined(target));
            assertCounted(heap.report(), target.number("allocated"));
            Detail spans = table(heap.report(), "spans");
            assertThat(spans.rows()).extracting(Detail.Row::label).containsExactly("empty pages", "free spans");
            assertThat(spans.rows())
                    .allSatisfy(row -> assertThat(row.values().get(2)).isGreaterThan(2L << 20));
            assertThat(spans.rows().stream()
                            .mapToLong(row -> row.values().get(2))
                            .sum())
                    .isEqualTo(heap.resident(BlockState.CACHED));
            assertThat(heap.report().highlights()).anyMatch(said -> said.contains("MIMALLOC_PURGE_DELAY=0"));
        }
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void withoutADelayItsFreeSpansHaveGoneBack(int minor) {
        long[] resident = new long[2];
        for (int i = 0; i < 2; i++) {
            try (Target target = program(minor, "shrunk")
                    .with("MIMALLOC_PURGE_DELAY", i == 0 ? "10000" : "0")
                    .start()) {
                AllocatorReport report = own(examined(target)).report();
                resident[i] = table(report, "spans").rows().get(1).values().get(2);
            }
        }
        assertThat(resident[1]).isLessThan(resident[0] / 4);
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void aForkedChildHasWhatItsParentsThreadsHad(int minor) {
        try (Target target = program(minor, "forked").start()) {
            AllocatorReport report = own(examined(target)).report();
            assertCounted(report, target.number("allocated"));
            assertThat(report.regions().getFirst().region().name()).isEqualTo("main thread");
        }
    }

    @ParameterizedTest
    @MethodSource(MINORS)
    void eachOfAThreadsHeapsIsToldByWhatItIsFor(int minor) {
        try (Target target = program(minor, "live").start()) {
            AllocatorReport report = own(examined(target)).report();
            Detail heaps = table(report, "heaps");
            assertThat(heaps.rows())
                    .extracting(Detail.Row::label)
                    .containsExactly("memory", "objects", "objects with GC", "objects with GC and more before them");
            assertThat(heaps.rows().stream()
                            .mapToLong(row -> row.values().get(1))
                            .sum())
                    .isEqualTo(report.total().blocks(BlockState.LIVE));
        }
    }

    /** With its lock it has no heap of its own for each thread: all are counted where there is one. */
    @ParameterizedTest
    @MethodSource(MINORS)
    void anOrdinaryPythonThatIsToldToUseItDoes(int minor) {
        Python python = Python.of(minor);
        assumeTrue(python.isHere(), python::absence);
        try (Target target = python.program("free_threads.py", "0", "0", "live")
                .with("PYTHONMALLOC", "mimalloc")
                .start()) {
            AllocatorReport report = own(examined(target)).report();
            assertThat(report.identity().version()).startsWith("3." + minor + ".");
            assertCounted(report, target.number("allocated"));
            assertThat(report.details()).extracting(Detail::name).doesNotContain("heaps");
        }
    }

    private static TargetProgram program(int minor, String what) {
        Path python = Python.freeThreaded(minor);
        assumeTrue(Files.exists(python), () -> python + " is not here: testbed/python/build-free-threaded makes it");
        return Python.program(python, "free_threads.py", String.valueOf(THREADS), COUNT, what);
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    /** Beside it there is malloc, and no heap of pools. */
    private static HeapAccount own(HeapExamination examined) {
        assertThat(examined.heaps())
                .extracting(heap -> heap.report().identity().allocator())
                .containsExactly("CPython mimalloc", "glibc");
        assertThat(examined.heaps())
                .allSatisfy(heap -> assertThat(heap.report().isConsistent())
                        .as(heap.report().toString())
                        .isTrue());
        return examined.heaps().getFirst();
    }

    /** What the interpreter has put off to free, until no thread can be reading it, may go between its count and the walk. */
    private static void assertCounted(AllocatorReport report, long allocated) {
        assertThat(report.total().blocks(BlockState.LIVE)).isBetween(allocated - PUT_OFF, allocated);
    }

    private static void assertEachByteOnce(HeapExamination examined) {
        Soundness.assertEachByteOnce(examined, "Python, live");
        assertThat(examined.ledger().bytes("mimalloc segment")).isZero();
        assertThat(examined.ledger().bytes(ResidentLedger.UNATTRIBUTED)).isLessThan(256L << 10);
    }

    private static boolean fits(long wanted, long size) {
        return wanted <= size && wanted > size * 3 / 4;
    }

    private static RegionReport region(AllocatorReport report, String kind) {
        return report.regions().stream()
                .filter(region -> region.region().kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Map<Long, Long> liveBySize(AllocatorReport report) {
        Map<Long, Long> live = new TreeMap<>();
        table(report, "classes")
                .rows()
                .forEach(row -> live.put(row.values().get(0), row.values().get(2)));
        return live;
    }

    private static Detail table(AllocatorReport report, String name) {
        return report.details().stream()
                .filter(detail -> detail.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long figure(AllocatorReport report, String name) {
        return report.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
