package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** A process that does not hold still is stopped for a moment, and only if that is allowed. */
class ChurningTest {
    @Test
    void aBusyHeapIsReadFromOneMoment() {
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            // On a machine that is busy elsewhere, even this process may hold still for as long as a walk takes.
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                return examined.pauses().count() > 0
                        && examined.heaps().getFirst().report().isConsistent();
            });
        }
    }

    @Test
    void withoutPermissionToStopItWhatIsTornIsToldAsTorn() {
        HeapOptions forbidden = HeapOptions.DEFAULT.withoutPauses();
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), forbidden);
                assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
                return !examined.heaps().getFirst().report().isConsistent();
            });
        }
    }

    @Test
    void aPauseThatWouldBeTooLongIsNotTaken() {
        HeapOptions hurried = new HeapOptions(Duration.ofNanos(1000), MapOptions.DEFAULT);
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), hurried);
                assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
                return examined.gaps().stream().anyMatch(gap -> gap.contains("would have to stand still"));
            });
        }
    }
}
