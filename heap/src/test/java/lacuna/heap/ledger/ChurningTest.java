package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
                return examined.gaps().stream().anyMatch(gap -> gap.contains("would have to stand still"))
                        && examined.torn().stream()
                                .anyMatch(torn ->
                                        torn.bytes() > 0 && torn.needed().isPresent());
            });
        }
    }

    @Test
    void everyStopIsAnnounced() {
        List<String> announced = new ArrayList<>();
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT)
                .telling((pid, about, what) -> announced.add(what + " of " + pid + ": " + about));
        try (Target target = Target.c("churning.c", "2", "5000").start()) {
            Eventually.holds(() -> {
                announced.clear();
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                assertThat(announced)
                        .hasSizeGreaterThanOrEqualTo(examined.pauses().count())
                        .allSatisfy(line -> assertThat(line).contains("of " + target.pid()));
                return examined.pauses().count() > 0;
            });
        }
    }
}
