package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTablesRuleTest {
    @Test
    void tablesOfAnEighthHold() {
        assertThat(new PageTablesRule()
                        .judge(Evident.figures(100, 100, 100, 0, 0, 0, 13))
                        .holds())
                .isTrue();
        assertThat(new PageTablesRule()
                        .judge(Evident.figures(100, 100, 100, 0, 0, 0, 12))
                        .holds())
                .isFalse();
    }
}
