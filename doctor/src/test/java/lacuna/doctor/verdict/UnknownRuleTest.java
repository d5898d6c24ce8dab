package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class UnknownRuleTest {
    @Test
    void whatMayNotBeReadCannotBeTold() {
        Opinion opinion = new UnknownRule().judge(Evident.figures(100, 100, 100, 0, 0, 0, 0));
        assertThat(opinion.holds()).isTrue();
        assertThat(opinion.sentence()).endsWith("no permission to examine the process");
    }

    @Test
    void whatHasANameCan() {
        try (Target target = Target.c("retained.c", "61").start()) {
            assertThat(new UnknownRule().judge(Evident.of(target)).holds()).isFalse();
        }
    }

    @Test
    void whatWasOfferedToTheKernelNeedsNoName() {
        assertThat(new UnknownRule().judge(Evident.offered(100, 90)).holds()).isFalse();
    }

    @Test
    void aHeapThatIsKnownByItsPlaceOnlyCannotBeTold() {
        String script = """
                const kept = Array.from({ length: 900_000 }, (_, i) => ({ id: i, name: `object ${i}` }));
                console.log("ready");
                setInterval(() => kept.length, 1_000_000);
                """;
        try (Target target = Target.command("node", "-e", script).start()) {
            Opinion opinion = new UnknownRule().judge(Evident.of(target));
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.why()).contains("V8 heap");
        }
    }
}
