package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.testbed.Target;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FragmentationRuleTest {
    @Test
    void oneSurvivorOnEachPagePinsTheRestOfIt() {
        try (Target target = Target.c("fragmented.c", "20000").start()) {
            Opinion opinion = new FragmentationRule().judge(Evident.of(target));
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.bytesAtStake()).isCloseTo(20000L * (4096 - 240), Percentage.withPercentage(1));
        }
    }

    @Test
    void wholeFreePagesAreNotPinned() {
        try (Target target = Target.c("retained.c", "61").start()) {
            assertThat(new FragmentationRule().judge(Evident.of(target)).holds())
                    .isFalse();
        }
    }
}
