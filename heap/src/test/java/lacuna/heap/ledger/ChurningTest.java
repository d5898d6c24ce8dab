package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** A process that does not hold still is stopped for a moment, and only if that is allowed. */
class ChurningTest {
    @Test
    void aBusyHeapIsReadFromOneMoment() {
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
            assertThat(examined.heaps().getFirst().report().regions())
                    .allSatisfy(region -> assertThat(region.violations()).isEmpty())
                    .allSatisfy(region -> assertThat(region.residue()).isZero());
            assertThat(examined.pauses().count()).isPositive();
            assertThat(examined.pauses().longestMicros()).isLessThanOrEqualTo(2_000_000);
        }
    }

    @Test
    void withoutPermissionToStopItWhatIsTornIsToldAsTorn() {
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            HeapExamination examined =
                    HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
            assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
            assertThat(examined.heaps().getFirst().report().isConsistent()).isFalse();
        }
    }

    @Test
    void aPauseThatWouldBeTooLongIsNotTaken() {
        HeapOptions hurried = new HeapOptions(Duration.ofNanos(1000), MapOptions.DEFAULT);
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), hurried);
            assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
            assertThat(examined.gaps()).anyMatch(gap -> gap.contains("would have to stand still"));
        }
    }
}
