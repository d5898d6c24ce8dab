package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.doctor.evidence.Evidence;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class NotPrivateRuleTest {
    @Test
    void whatOthersHaveTooIsNotPrivate() {
        Opinion opinion = new NotPrivateRule().judge(Evident.figures(100, 30, 20, 0, 0, 0, 0));
        assertThat(opinion.holds()).isTrue();
        assertThat(opinion.bytesAtStake()).isEqualTo(70 * Evident.MIB);
    }

    @Test
    void filesOfThePageCacheAreNot() {
        assertThat(new NotPrivateRule()
                        .judge(Evident.figures(100, 100, 20, 80, 0, 0, 0))
                        .holds())
                .isTrue();
    }

    @Test
    void privateMemoryIs() {
        assertThat(new NotPrivateRule()
                        .judge(Evident.figures(100, 95, 90, 10, 0, 0, 0))
                        .holds())
                .isFalse();
    }

    @Test
    void whatShrankWhileItWasReadIsNotShared() {
        try (Target target = Target.c("retained.c", "61").start()) {
            Evidence evidence =
                    Evident.of(target).with(Evident.figures(5, 5, 5, 0, 0, 0, 0).figures());
            assertThat(new NotPrivateRule().judge(evidence).bytesAtStake()).isZero();
        }
    }
}
