package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Glibc;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same programs under each version of glibc that is here: the walk knows them all, and every byte of theirs. */
@MayTake(seconds = 200)
class EveryGlibcTest {
    private static final long PAGE = 4096;

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void whatAProgramLeaksIsLive(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("leak.c", "20011", "1999").start()) {
            AllocatorReport report = consistent(glibc, target);
            assertThat(report.total().bytes(BlockState.LIVE))
                    .isBetween(target.number("live_bytes"), target.number("live_bytes") + (64 << 10));
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void whatAProgramFragmentsIsPinned(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("fragmented.c", "2003").start()) {
            consistent(glibc, target);
            HeapAccount heap = examined(target).heaps().getFirst();
            assertThat(heap.pinned()).isGreaterThan(target.number("free_bytes") * 9 / 10);
            assertThat(heap.releasable()).isLessThan(target.number("free_bytes") / 10);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void whatAProgramRetainsComesBackAsForetold(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("retained.c", "41").start()) {
            consistent(glibc, target);
            HeapAccount heap = examined(target).heaps().getFirst();
            long before = anonymousBytes(target);
            new ProcessBuilder("kill", "-USR1", target.fact("pid"))
                    .start()
                    .onExit()
                    .join();
            assertThat(target.nextLine()).isEqualTo("trimmed=1");
            assertThat(before - anonymousBytes(target))
                    .isBetween(
                            heap.trim() - 4 * PAGE,
                            heap.trim() + heap.residences().size() * PAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void eachSprawlingThreadIsARegion(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("sprawl.c", "8", "101").start()) {
            AllocatorReport report = consistent(glibc, target);
            assertThat(report.regions().stream()
                            .map(RegionReport::region)
                            .filter(region -> region.kind().equals("thread")))
                    .hasSize(8);
        }
    }

    /** From 2.43 on each realloc of a mapped block makes glibc's own sum 16 bytes too large. */
    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void mappedBlocksThatGrewAreFoundWhateverGlibcMiscounts(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("heap_shapes.c", "remapped").start()) {
            AllocatorReport report = consistent(glibc, target);
            HeapShapesTest.assertAsReported(target, examined(target));
            RegionReport mapped = report.regions().getLast();
            assertThat(mapped.tally().blocks(BlockState.LIVE)).isEqualTo(13);
            assertThat(mapped.region().system() % PAGE).isZero();
            boolean miscounts = Integer.parseInt(glibc.version().substring(2)) >= 43;
            assertThat(HeapShapesTest.drift(report.notes())).isEqualTo(miscounts ? 20 * 20 * 16 : 0);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void aHeapWhoseMappedBlocksAreAllGoneIsStillRecognised(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("heap_shapes.c", "remapped", "unmapped").start()) {
            RegionReport mapped = consistent(glibc, target).regions().getLast();
            assertThat(mapped.region().system()).isZero();
            assertThat(mapped.region().heaps()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void mappedBlocksThatChangeMeanwhileAreTold(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("heap_shapes.c", "remapping").start()) {
            Eventually.holds(() -> examined(target).heaps().stream()
                    .map(heap -> heap.report().regions().getLast())
                    .anyMatch(mapped -> !mapped.isConsistent()));
        }
    }

    static Stream<Arguments> shapes() {
        List<String[]> shapes =
                List.of(new String[] {"small", "gone", "foreign"}, new String[] {"manyheaps", "moved"}, new String[] {
                    "threads", "shrunk", "noncontiguous", "memalign", "mapped"
                });
        return Glibc.each().flatMap(glibc -> shapes.stream().map(each -> Arguments.of(glibc, each)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyArenaIsAsGlibcReportsIt(Glibc glibc, String[] shapes) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("heap_shapes.c", shapes).start()) {
            consistent(glibc, target);
            HeapShapesTest.assertAsReported(target, examined(target));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyArenaOfAStaticProgramIsAsGlibcReportsIt(Glibc glibc, String[] shapes) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.statically("heap_shapes.c", shapes).start()) {
            // Only a program that asks for the version has it inside.
            Soundness.assertSound(examined(target));
            HeapShapesTest.assertAsReported(target, examined(target));
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void theArenasOfThreadsThatAreGoneAreParked(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("heap_shapes.c", "gone").start()) {
            assertThat(consistent(glibc, target).regions().stream()
                            .map(RegionReport::region)
                            .filter(region -> region.kind().equals("thread")))
                    .isNotEmpty()
                    .allSatisfy(region -> assertThat(region.threads()).hasValue(0));
        }
    }

    private static AllocatorReport consistent(Glibc glibc, Target target) {
        HeapExamination examined = examined(target);
        assertThat(examined.heaps()).as(examined.gaps().toString()).hasSize(1);
        AllocatorReport report = examined.heaps().getFirst().report();
        assertThat(report.identity().version()).isEqualTo(glibc.version());
        assertThat(report.regions())
                .allSatisfy(region ->
                        assertThat(region.isConsistent()).as(region.toString()).isTrue());
        ResidentLedger ledger = examined.ledger();
        assertThat(ledger.leaves().stream()
                        .mapToLong(ResidentLedger.Leaf::bytes)
                        .sum())
                .isEqualTo(ledger.total());
        return report;
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    private static long anonymousBytes(Target target) throws IOException {
        return Files.readAllLines(Path.of("/proc", target.fact("pid"), "smaps_rollup")).stream()
                .filter(line -> line.startsWith("Anonymous:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
