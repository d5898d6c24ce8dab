package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.doctor.evidence.Evidence;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class ArenaSprawlRuleTest {
    @Test
    void manyArenasWithFreePagesAreASprawl() {
        try (Target target = Target.c("sprawl_freed.c", "12", "8").start()) {
            Evidence evidence = Evident.of(target);
            Opinion opinion = new ArenaSprawlRule().judge(evidence);
            assertThat(ArenaSprawlRule.arenas(evidence)).isEqualTo(12);
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.bytesAtStake()).isBetween(12 * 7 * Evident.MIB, 12 * 8 * Evident.MIB);
            assertThat(Diagnosis.of(evidence).first().verdict()).isEqualTo(Verdict.ARENA_SPRAWL);
        }
    }

    @Test
    void manyArenasOfLiveBlocksAreNone() {
        try (Target target = Target.c("sprawl_freed.c", "12", "8", "keep").start()) {
            assertThat(new ArenaSprawlRule().judge(Evident.of(target)).holds()).isFalse();
        }
    }

    @Test
    void fewArenasAreNone() {
        try (Target target = Target.c("sprawl_freed.c", "3", "8").start()) {
            Evidence evidence = Evident.of(target);
            assertThat(new ArenaSprawlRule().judge(evidence).bytesAtStake()).isZero();
            assertThat(Diagnosis.of(evidence).first().verdict()).isEqualTo(Verdict.RETENTION);
        }
    }
}
