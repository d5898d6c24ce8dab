package lacuna.heap.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.Pauses;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Gcore;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What jemalloc says of itself, each version, dynamic, static and stripped: the walk from outside says the same. */
class JemallocTruthTest {
    private static final String JEMALLOCS = "lacuna.heap.jemalloc.Jemalloc#each";
    private static final String MUZZY = "dirty_decay_ms:1,muzzy_decay_ms:1000000";
    private static final String RETAINED = "dirty_decay_ms:0,muzzy_decay_ms:0";
    private static final long LAZY_BATCHES = 64L * 4096 * Runtime.getRuntime().availableProcessors();
    private static final List<String> SAYS = List.of("allocated", "active", "dirty", "muzzy", "retained");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void everyFigureIsAsJemallocSaysIt(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target = jemalloc.c("", "jemalloc_truth.c", "4", "64").start()) {
            AllocatorReport report = examined(target).heaps().getFirst().report();
            assertSound(report);
            assertThat(report.identity().allocator()).isEqualTo("jemalloc");
            assertThat(report.identity().version()).isEqualTo(jemalloc.version());
            assertThat(report.identity().layout()).contains(jemalloc.layout());
            assertThat(report.identity().isConfirmed()).isTrue();
            assertAsSaid(target, report);
        }
    }

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void muzzyIsAsJemallocSaysItAndAsTheKernelDoes(Jemalloc jemalloc) throws IOException {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target =
                jemalloc.c(MUZZY, "jemalloc_truth.c", "4", "64", "3", "decay").start()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            assertSound(heap.report());
            assertAsSaid(target, heap.report());
            assertThat(heap.report().total().bytes(BlockState.LAZILY_FREED)).isPositive();
            // The kernel marks pages in batches: each processor may still have some that it has not got to.
            assertThat(heap.resident(BlockState.LAZILY_FREED))
                    .isCloseTo(rollup(target, "LazyFree"), within(LAZY_BATCHES));
            assertThat(heap.report().highlights()).anyMatch(sentence -> sentence.contains("muzzy"));
            signal(target, "USR1");
            assertThat(Long.parseLong(target.nextLine().replace("purged=", "")))
                    .isCloseTo(heap.trim(), within(heap.trim() / 100));
        }
    }

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void aPurgeReturnsWhatWasForetold(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target = jemalloc.c("", "jemalloc_truth.c", "4", "128", "2").start()) {
            long foretold = examined(target).heaps().getFirst().trim();
            signal(target, "USR1");
            long purged = Long.parseLong(target.nextLine().replace("purged=", ""));
            assertThat(foretold).isGreaterThan(32L << 20);
            assertThat(purged).isCloseTo(foretold, within(foretold / 100));
            // What is free comes back from anywhere: no block keeps a heap from shrinking.
            HeapAccount after = examined(target).heaps().getFirst();
            assertThat(after.trim()).isZero();
            assertThat(after.residences())
                    .allSatisfy(region -> assertThat(region.holes().pins()).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void theLeavesSumToWhatIsResidentAndGlibcHasNothing(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target = jemalloc.c("", "jemalloc_truth.c", "3", "32").start()) {
            HeapExamination examined = examined(target);
            ResidentLedger ledger = examined.ledger();
            assertThat(ledger.leaves().stream()
                            .mapToLong(ResidentLedger.Leaf::bytes)
                            .sum())
                    .isEqualTo(ledger.total());
            assertThat(ledger.moved()).isZero();
            assertThat(ledger.bytes(ResidentLedger.UNATTRIBUTED)).isLessThan(256L << 10);
            assertThat(examined.others()).isEmpty();
            for (HeapAccount other :
                    examined.heaps().subList(1, examined.heaps().size())) {
                assertThat(other.report().identity().allocator()).isEqualTo("glibc");
                assertThat(other.report().isConsistent()).isTrue();
                assertThat(other.report().system()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void theTablesSayWhatTheLedgerSays(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target = jemalloc.c("", "jemalloc_truth.c", "3", "32").start()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            long residentFree = 0;
            long wholePages = 0;
            for (Detail.Row row : table(heap.report(), "bins").rows()) {
                residentFree += row.values().get(6);
                wholePages += row.values().get(7);
                assertThat(row.values().get(5)).isBetween(0L, 1000L);
            }
            assertThat(residentFree).isEqualTo(heap.resident(BlockState.FREE));
            assertThat(wholePages).isPositive().isLessThanOrEqualTo(residentFree);
            // Dirty extents are holes too, and whole.
            assertThat(wholePages + heap.resident(BlockState.CACHED)).isLessThanOrEqualTo(heap.releasable());
            Detail.Row dirty = table(heap.report(), "extents").rows().stream()
                    .filter(row -> row.label().equals("dirty"))
                    .findFirst()
                    .orElseThrow();
            assertThat(dirty.values().get(1)).isEqualTo(target.number("dirty"));
            assertThat(dirty.values().get(2)).isEqualTo(heap.resident(BlockState.CACHED));
        }
    }

    @Test
    void retainedMemoryThatIsResidentStandsOut() {
        assumeTrue(Jemalloc.HERE.isHere(), Jemalloc.HERE::absence);
        try (Target target = Jemalloc.HERE
                .c(RETAINED, "jemalloc_truth.c", "2", "16", "3", "touch")
                .start()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            assertSound(heap.report());
            assertAsSaid(target, heap.report());
            assertThat(heap.resident(BlockState.GIVEN_BACK)).isEqualTo(target.number("touched_bytes"));
            assertThat(heap.report().highlights().getFirst()).contains("of retained extents are resident");
            assertThat(heap.trim()).isZero();
        }
    }

    @Test
    void theHugePageAllocatorIsNamedWhereItIsOn() {
        assumeTrue(Jemalloc.HERE.isHere(), Jemalloc.HERE::absence);
        try (Target target =
                Jemalloc.HERE.c("hpa:true", "jemalloc_truth.c", "2", "16").start()) {
            AllocatorReport report = examined(target).heaps().getFirst().report();
            assertSound(report);
            assertThat(report.total().bytes(BlockState.LIVE)).isEqualTo(target.number("allocated"));
            assertThat(report.notes()).anyMatch(note -> note.contains("(hpa) is on"));
        }
    }

    @Test
    void twoJemallocsOfOneProcessAreTwoHeaps() {
        assumeTrue(Jemalloc.HERE.isHere(), Jemalloc.HERE::absence);
        List<String> within = List.of("-s", "-Wl,-Bstatic", "-ljemalloc", "-Wl,-Bdynamic", "-lm");
        try (Target target = Target.c("jemalloc_truth.c", within, "2", "16")
                .under("env", "LD_PRELOAD=" + Jemalloc.HERE.library())
                .start()) {
            HeapExamination examined = examined(target);
            assertThat(examined.heaps())
                    .extracting(heap -> heap.report().identity().allocator())
                    .containsExactly("jemalloc", "jemalloc", "glibc");
            HeapAccount inProgram = examined.heaps().getFirst();
            HeapAccount inLibrary = examined.heaps().get(1);
            assertThat(inProgram.report().identity().object()).contains("jemalloc_truth-");
            assertThat(inLibrary.report().identity().object())
                    .endsWith(Jemalloc.HERE.library().getFileName().toString());
            assertAsSaid(target, inProgram.report());
            examined.heaps().forEach(heap -> assertSound(heap.report()));
        }
    }

    @Test
    void gdbsCoreHasTheSameHeap() throws IOException {
        assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
        assumeTrue(Jemalloc.HERE.isHere(), Jemalloc.HERE::absence);
        try (Target target = Jemalloc.HERE.c("", "jemalloc_truth.c", "2", "16").start()) {
            HeapExamination dead = HeapExamination.ofCore(Gcore.of(target, folder));
            assertSound(dead.heaps().getFirst().report());
            assertAsSaid(target, dead.heaps().getFirst().report());
        }
    }

    /**
     * A debugger's core says of no code that it may run where the code is not in the core, as is usual. A JVM has its
     * children dump it.
     */
    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void gdbsCoreOfAnyProgramIsRead(Jemalloc jemalloc) throws IOException {
        assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target = jemalloc.c("", "leak.c", "20011", "1999")
                .under("sh", "-c", "echo 0x33 >/proc/self/coredump_filter && exec \"$@\"", "sh")
                .start()) {
            AllocatorReport alive = examined(target).heaps().getFirst().report();
            AllocatorReport dead = HeapExamination.ofCore(Gcore.of(target, folder))
                    .heaps()
                    .getFirst()
                    .report();
            assertThat(dead.identity().allocator()).isEqualTo("jemalloc");
            assertThat(dead.identity().object()).isEqualTo(alive.identity().object());
            assertSound(dead);
            assertThat(dead.total().states()).isEqualTo(alive.total().states());
        }
    }

    private static void assertAsSaid(Target target, AllocatorReport report) {
        Map<String, Long> figures = new HashMap<>();
        for (Figure figure : report.figures()) {
            figures.put(figure.name(), figure.value());
        }
        for (String name : SAYS) {
            assertThat(figures.get(name)).as(name).isEqualTo(target.number(name));
        }
        Map<String, Detail.Row> bins = new HashMap<>();
        table(report, "bins").rows().forEach(row -> bins.put(row.label(), row));
        for (int i = 0; i < SizeClasses.SMALL; i++) {
            Detail.Row row = bins.get("bin " + i);
            assertThat(row == null ? 0 : row.values().get(1))
                    .as("slabs of bin " + i)
                    .isEqualTo(target.number("bin_" + i + "_slabs"));
            assertThat(row == null ? 0 : row.values().get(3))
                    .as("live of bin " + i)
                    .isEqualTo(target.number("bin_" + i + "_live"));
        }
        assertThat(report.total().bytes(BlockState.LIVE)).isEqualTo(target.number("allocated"));
        assertThat(report.total().bytes(BlockState.CACHED)).isEqualTo(target.number("dirty"));
        assertThat(report.total().bytes(BlockState.LAZILY_FREED)).isEqualTo(target.number("muzzy"));
        assertThat(report.total().bytes(BlockState.GIVEN_BACK)).isEqualTo(target.number("retained"));
        long own = report.regions().getFirst().tally().bytes(BlockState.OVERHEAD);
        assertThat(own).isGreaterThan(target.number("base"));
    }

    private static Detail table(AllocatorReport report, String name) {
        return report.details().stream()
                .filter(detail -> detail.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertSound(AllocatorReport report) {
        assertThat(report.regions())
                .allSatisfy(region -> assertThat(region.violations()).isEmpty())
                .allMatch(RegionReport::isConsistent);
        assertThat(report.regions()).extracting(each -> each.region().index()).doesNotHaveDuplicates();
    }

    private static HeapExamination examined(Target target) {
        HeapExamination examined =
                HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
        assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
        return examined;
    }

    private static void signal(Target target, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long rollup(Target target, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", target.fact("pid"), "smaps_rollup")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
