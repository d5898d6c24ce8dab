package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class TrustTest {
    private static HeapExamination examined;

    @Test
    void figuresOfWhichMostAreTornTellLittle() {
        try (Target target = Target.c("full_speed.c", "4", "300").start()) {
            Eventually.holds(() -> {
                examined =
                        HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
                boolean isTorn = examined.torn().size() >= 3;
                return isTorn && examined.unsettled() > examined.ledger().total() / 2;
            });
        }
        assertThat(examined.unsettled()).isLessThanOrEqualTo(examined.ledger().total());
        assertThat(Trust.inHeapsOf(Evident.found(examined)).confidence()).isEqualTo(Confidence.LOW);
    }
}
