package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.doctor.evidence.Evidence;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class SharedMemoryRuleTest {
    @Test
    void sharedMemoryThatNobodyElseHasHolds() {
        assertThat(new SharedMemoryRule()
                        .judge(Evident.figures(100, 100, 40, 0, 60, 0, 0))
                        .holds())
                .isTrue();
    }

    @Test
    void sharedMemoryOfManyIsNotItsOwn() {
        assertThat(new SharedMemoryRule()
                        .judge(Evident.figures(100, 45, 40, 0, 60, 0, 0))
                        .holds())
                .isFalse();
    }

    @Test
    void whatShrankWhileItWasReadIsStillItsOwn() {
        try (Target target = Target.c("retained.c", "61").start()) {
            Evidence evidence = Evident.of(target)
                    .with(Evident.figures(40, 40, 40, 0, 30, 0, 0).figures());
            assertThat(new SharedMemoryRule().judge(evidence).bytesAtStake()).isEqualTo(30 * Evident.MIB);
        }
    }
}
