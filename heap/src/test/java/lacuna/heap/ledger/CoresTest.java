package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.map.MappingKind;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cores of real programs: the same heaps as in life, however the core was made, and the rest where a part is missing. */
@MayTake(seconds = 100)
class CoresTest {
    private static final long GIBIBYTE = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void gdbsCoreAndTheKernelsHaveTheHeapsThatTheProcessHad() throws IOException {
        try (Target target = shapes("small", "threads", "noncontiguous", "memalign", "mapped")
                .start()) {
            HeapExamination live = Soundness.undisturbed(target.pid());
            HeapExamination byGdb = HeapExamination.ofCore(CoreOf.byDebugger(target, folder));
            HeapExamination byKernel = HeapExamination.ofCore(CoreOf.byKernel(target, folder));
            List<RegionReport> regions = Soundness.assertSound(live).regions();
            assertThat(Soundness.assertSound(byGdb).regions()).isEqualTo(regions);
            assertThat(Soundness.assertSound(byKernel).regions()).isEqualTo(regions);
            assertThat(byGdb.ledger().measure()).isEqualTo(ResidentLedger.Measure.MAPPED);
            assertThat(heapLeaves(byGdb)).isNotEmpty().isEqualTo(heapLeaves(byKernel));
        }
    }

    @Test
    void theZerosThatGdbWritesForTheReserveOfAnArenaAreNoHeap() throws IOException {
        try (Target target = shapes("threads").start()) {
            Path core = CoreOf.byDebugger(target, folder);
            HeapExamination examined = HeapExamination.ofCore(core);
            AllocatorReport report = Soundness.assertSound(examined);
            Region arena = report.regions().get(1).region();
            long reserve = (arena.address() & -4096) + arena.system();
            assertThat(CoreOf.dumpedFrom(core, reserve)).as("zeros in the file").isGreaterThan(30 << 20);
            assertThat(report.regions().get(1).tally().totalBytes()).isEqualTo(arena.system());
            assertThat(examined.ledger().total())
                    .as("less than one reserve beside the heaps")
                    .isLessThan(report.system() + (45 << 20));
        }
    }

    @Test
    void aCoreOfMoreThanTwoGibibytesIsWalked() throws IOException {
        try (Target target = CoreOf.dumpable(Target.c("vast.c"), folder).start()) {
            Path core = CoreOf.byKernel(target, folder);
            assertThat(Files.size(core)).isGreaterThan(2 * GIBIBYTE);
            AllocatorReport report = Soundness.assertSound(HeapExamination.ofCore(core));
            assertThat(report.regions().getLast().tally().bytes(BlockState.LIVE))
                    .isBetween(target.number("bytes"), target.number("bytes") + 2 * 4096);
        }
    }

    @Test
    void memoryThatStandsBehindFourGibibytesOfTheFileIsFound() throws IOException {
        try (Target target = shapes("small", "threads").start()) {
            Path core = CoreOf.byKernel(target, folder);
            AllocatorReport near = Soundness.assertSound(HeapExamination.ofCore(core));
            Path spread = CoreOf.spread(core, folder.resolve("spread"), 5 * GIBIBYTE);
            assertThat(Soundness.assertSound(HeapExamination.ofCore(spread)).regions())
                    .isEqualTo(near.regions());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whereMostOfAHeapIsMissingItsArenaIsToldAsDamaged_andTheOthersAreWhole(int missing) throws IOException {
        try (Target target = shapes("small", "threads").start()) {
            long mainHeap = mainHeap(Soundness.undisturbed(target.pid()));
            Path core = CoreOf.byKernel(target, folder);
            List<RegionReport> whole =
                    Soundness.assertSound(HeapExamination.ofCore(core)).regions();
            Region region = whole.get(missing).region();
            long inHeap = region.kind().equals("main") ? mainHeap : region.address();
            // The last half of a thread's arena is its top, of which only the header counts.
            CoreOf.cut(core, inHeap, region.system() / 4 & -4096);

            HeapExamination examined = HeapExamination.ofCore(core);

            List<RegionReport> damaged = examined.heaps().getFirst().report().regions();
            assertThat(damaged).hasSameSizeAs(whole);
            assertThat(damaged.get(missing).violations()).isNotEmpty();
            assertThat(damaged.get(missing).residue()).isPositive();
            Soundness.assertLeavesSum(examined);
            for (int i = 0; i < whole.size(); i++) {
                if (i != missing) {
                    assertThat(damaged.get(i)).isEqualTo(whole.get(i));
                }
            }
        }
    }

    @Test
    void whereAnArenaIsMissingTheRingIsToldAsBroken_andTheArenasBeforeItAreWhole() throws IOException {
        try (Target target = shapes("small", "threads").start()) {
            Path core = CoreOf.byKernel(target, folder);
            List<RegionReport> whole =
                    Soundness.assertSound(HeapExamination.ofCore(core)).regions();
            CoreOf.cut(core, whole.get(2).region().address(), 0);

            HeapExamination examined = HeapExamination.ofCore(core);

            AllocatorReport report = examined.heaps().getFirst().report();
            assertThat(report.notes()).containsExactly("the ring of arenas is broken behind 2 arenas");
            assertThat(report.isConsistent()).isFalse();
            assertThat(report.regions().get(0).tally()).isEqualTo(whole.get(0).tally());
            assertThat(report.regions().get(1)).isEqualTo(whole.get(1));
            Soundness.assertLeavesSum(examined);
        }
    }

    private TargetProgram shapes(String... shapes) throws IOException {
        return CoreOf.dumpable(Target.c("heap_shapes.c", shapes), folder);
    }

    private static long mainHeap(HeapExamination examined) {
        return examined.map().entries().stream()
                .filter(entry -> entry.name().kind() == MappingKind.MAIN_HEAP)
                .findFirst()
                .orElseThrow()
                .mapping()
                .start();
    }

    private static List<ResidentLedger.Leaf> heapLeaves(HeapExamination examined) {
        return examined.ledger().leaves().stream()
                .filter(leaf -> leaf.name().startsWith("malloc, "))
                .toList();
    }
}
