package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

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
}
