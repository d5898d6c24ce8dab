package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.doctor.evidence.Evidence;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
    @Test
    void freedMemoryBelowOneLiveBlockIsKept() {
        try (Target target = Target.c("retained.c", "61").start()) {
            Opinion opinion = new RetentionRule().judge(Evident.of(target));
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.bytesAtStake()).isEqualTo(target.number("releasable"));
            assertThat(opinion.confidence()).isEqualTo(Confidence.HIGH);
        }
    }

    @Test
    void whatLiveBlocksPinIsNotKept() {
        try (Target target = Target.c("fragmented.c", "20000").start()) {
            Evidence evidence = Evident.of(target);
            assertThat(new RetentionRule().judge(evidence).holds()).isFalse();
        }
    }

    @Test
    void allWaysOfKeepingAreTold() {
        try (Target target = Target.c("retained.c", "61").start()) {
            assertThat(RetentionRule.keptIn(Evident.of(target)).getFirst().way())
                    .isEqualTo(Kept.Way.TRIMMABLE);
        }
    }
}
