package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

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
}
