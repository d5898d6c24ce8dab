package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.doctor.evidence.Evidence;
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
    void trustIsOfTheShareThatWasRead() {
        String program = """
                import mmap, time
                m = mmap.mmap(-1, 48 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
                m.write(b'x' * (48 << 20))
                held = [bytes(400) for _ in range(300_000)]
                print('ready', flush=True)
                time.sleep(600)
                """;
        try (Target target =
                Target.command("/usr/bin/python3", "-c", program).start().atRest()) {
            Trust trust = Trust.inHeapsOf(Evident.of(target));
            assertThat(trust.confidence()).isNotEqualTo(Confidence.HIGH);
            assertThat(trust.why()).contains("that nothing names may be anything");
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
            Evidence evidence = Evident.of(target);
            Opinion opinion = new UnknownRule().judge(evidence);
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.why()).contains("V8 heap");
            assertThat(opinion.measure()).isEqualTo("in heaps that nothing here reads");
            assertThat(Trust.inHeapsOf(evidence).confidence()).isEqualTo(Confidence.LOW);
        }
    }
}
