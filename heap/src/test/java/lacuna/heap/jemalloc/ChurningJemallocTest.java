package lacuna.heap.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.Pauses;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that allocate all the time: what is torn is told as torn, and read again from one moment where that is allowed. */
class ChurningJemallocTest {
    private static final String JEMALLOCS = "lacuna.heap.jemalloc.Jemalloc#each";

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void aBusyHeapIsReadFromOneMoment(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = jemalloc.c("", "churning.c", "2", "20000").start()) {
            // On a machine that is busy elsewhere, even this process may hold still for as long as a walk takes.
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                return examined.pauses().count() > 0
                        && examined.heaps().getFirst().report().isConsistent();
            });
        }
    }

    @ParameterizedTest
    @MethodSource(JEMALLOCS)
    void withoutPermissionToStopItWhatIsTornIsToldAsTorn(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        HeapOptions forbidden = HeapOptions.DEFAULT.withoutPauses();
        try (Target target = jemalloc.c("", "churning.c", "2", "20000").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), forbidden);
                AllocatorReport report = examined.heaps().getFirst().report();
                assertThat(report.identity().allocator()).isEqualTo("jemalloc");
                assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
                assertThat(report.total().bytes(BlockState.LIVE)).isNotNegative();
                return !report.isConsistent();
            });
        }
    }
}
