package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HugePageRuleTest {
    @Test
    void zerosOnHugePagesAreBloat() {
        Opinion opinion = new HugePageRule().judge(Evident.onHugePages(400, 300, 200));
        assertThat(opinion.holds()).isTrue();
        assertThat(opinion.confidence()).isEqualTo(Confidence.LOW);
    }

    @Test
    void hugePagesThatAreWrittenAreNot() {
        assertThat(new HugePageRule().judge(Evident.onHugePages(400, 300, 20)).holds())
                .isFalse();
    }
}
