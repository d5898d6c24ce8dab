package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import lacuna.heap.trim.HeapTrim;
import lacuna.heap.trim.TrimLimits;
import lacuna.heap.trim.TrimOutcome;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** What is foretold of malloc_trim comes true while the process works on. */
class TrimUnderLoadTest {
    private static final TrimLimits AMPLE =
            new TrimLimits(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(20));

    @Test
    void theResidentBytesDropByWhatWasForetold() {
        try (Target target = Target.c("hollow.c", "256").start()) {
            HeapExamination before = Soundness.ofBusy(target.pid());
            Soundness.assertSound(before);
            long foretold = before.heaps().getFirst().trim();
            try (HeapTrim trim = HeapTrim.of(target.pid()).orThrow(refusal -> new AssertionError(refusal.toString()))) {
                assertThat(trim.run(AMPLE)).isInstanceOfSatisfying(TrimOutcome.Trimmed.class, trimmed -> {
                    long dropped = trimmed.rssBefore().orElseThrow()
                            - trimmed.rssAfter().orElseThrow();
                    assertThat(dropped).isGreaterThan(200L << 20).isCloseTo(foretold, withinPercentage(2));
                });
            }
            HeapExamination after = Soundness.ofBusy(target.pid());
            Soundness.assertSound(after);
            // The busy thread's arena has holes again at once; the main arena's holes have no pages any more.
            assertThat(after.heaps().getFirst().residences().getFirst().holes().trim())
                    .isLessThan(foretold / 100);
        }
    }
}
