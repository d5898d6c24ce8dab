package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class StacksRuleTest {
    @Test
    void deepStacksAreCounted() {
        try (Target target = Target.c("deep_stacks.c", "40").start()) {
            Opinion opinion = new StacksRule().judge(Evident.of(target));
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.bytesAtStake()).isBetween(40 * Evident.MIB, 43 * Evident.MIB);
        }
    }

    @Test
    void shallowStacksAreNot() {
        try (Target target = Target.c("sprawl_freed.c", "12", "8", "keep").start()) {
            assertThat(new StacksRule().judge(Evident.of(target)).holds()).isFalse();
        }
    }
}
