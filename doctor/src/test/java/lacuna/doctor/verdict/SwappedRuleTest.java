package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SwappedRuleTest {
    @Test
    void swapOfAnEighthHolds() {
        assertThat(new SwappedRule()
                        .judge(Evident.figures(100, 100, 100, 0, 0, 13, 0))
                        .holds())
                .isTrue();
        assertThat(new SwappedRule()
                        .judge(Evident.figures(100, 100, 100, 0, 0, 12, 0))
                        .holds())
                .isFalse();
    }
}
