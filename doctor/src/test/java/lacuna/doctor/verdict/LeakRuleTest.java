package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeakRuleTest {
    @Test
    void steadyGrowthIsALeak() {
        Opinion opinion = new LeakRule().judge(Evident.looks(10, 12, 14, 16, 18, 20));
        assertThat(opinion.holds()).isTrue();
        assertThat(opinion.bytesAtStake()).isEqualTo(10 * Evident.MIB);
    }

    @Test
    void growthThatStopsIsNone() {
        assertThat(new LeakRule().judge(Evident.looks(10, 16, 18, 19, 19, 19)).holds())
                .isFalse();
    }

    @Test
    void aSawtoothIsNone() {
        assertThat(new LeakRule().judge(Evident.looks(10, 14, 9, 15, 10, 13)).holds())
                .isFalse();
    }

    @Test
    void oneLookTellsNothing() {
        Opinion opinion = new LeakRule().judge(Evident.looks(10));
        assertThat(opinion.holds()).isFalse();
        assertThat(opinion.why()).isEqualTo("one look can't tell growth");
    }

    @Test
    void aLeakComesBeforeAllElse() {
        assertThat(Diagnosis.of(Evident.looks(10, 12, 14, 16, 18, 20)).first().verdict())
                .isEqualTo(Verdict.LEAK);
    }

    @Test
    void aSawtoothThatIsLookedAtInStepIsNone() {
        // Each look but two finds more than the one before, and the late ones as much as the early ones.
        assertThat(new LeakRule()
                        .judge(Evident.looks(10, 30, 51, 24, 44, 17, 37))
                        .holds())
                .isFalse();
    }

    @Test
    void growthIsToldByTimeAndNotByTheNumberOfLooks() {
        assertThat(new LeakRule()
                        .judge(Evident.looksAt(new long[] {0, 20, 40, 60, 65, 70}, new long[] {10, 30, 50, 70, 75, 80}))
                        .holds())
                .isTrue();
    }
}
