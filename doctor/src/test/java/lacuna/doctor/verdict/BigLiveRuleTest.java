package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.doctor.evidence.Evidence;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class BigLiveRuleTest {
    @Test
    void whatTheProgramHoldsIsLive() {
        try (Target target = Target.c("sprawl_freed.c", "12", "8", "keep").start()) {
            Evidence evidence = Evident.of(target);
            assertThat(new BigLiveRule().judge(evidence).holds()).isTrue();
            assertThat(Diagnosis.of(evidence).first().verdict()).isEqualTo(Verdict.BIG_LIVE);
        }
    }

    @Test
    void littleIsNotBig() {
        try (Target target = Target.c("sprawl_freed.c", "1", "8", "keep").start()) {
            Evidence evidence = Evident.of(target);
            assertThat(new BigLiveRule().judge(evidence).holds()).isFalse();
            assertThat(Diagnosis.of(evidence).first().verdict()).isEqualTo(Verdict.HEALTHY);
        }
    }
}
