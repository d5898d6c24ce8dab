package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmingUpRuleTest {
    @Test
    void growthThatSlowsDownIsWarmingUp() {
        assertThat(new WarmingUpRule()
                        .judge(Evident.looks(10, 16, 18, 19, 19, 19))
                        .holds())
                .isTrue();
    }

    @Test
    void steadyGrowthIsNot() {
        assertThat(new WarmingUpRule()
                        .judge(Evident.looks(10, 12, 14, 16, 18, 20))
                        .holds())
                .isFalse();
    }

    @Test
    void aLevelIsNot() {
        assertThat(new WarmingUpRule().judge(Evident.looks(10, 10, 10, 10)).holds())
                .isFalse();
    }

    @Test
    void whatComesAndGoesIsNone() {
        assertThat(new WarmingUpRule()
                        .judge(Evident.looks(10, 40, 12, 41, 11, 38))
                        .holds())
                .isFalse();
    }
}
