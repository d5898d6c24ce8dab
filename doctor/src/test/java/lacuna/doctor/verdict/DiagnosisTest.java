package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.ProcessFigures;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {
    @ParameterizedTest
    @EnumSource(Verdict.class)
    void everyVerdictHasItsPage(Verdict verdict) {
        Path page = Path.of(System.getProperty("lacuna.root"), "docs/verdicts", verdict.word() + ".md");
        assertThat(Files.exists(page)).as(page.toString()).isTrue();
    }

    /** Whatever the kernel counts: no verdict is sure that another 5 % of one figure would turn. */
    @Test
    void noSureVerdictTurnsByAFewPercentOfOneFigure() {
        Random random = new Random(20);
        int sure = 0;
        for (int i = 0; i < 3000; i++) {
            long rss = 40L + random.nextInt(400);
            long file = random.nextInt((int) rss / 2);
            long shmem = random.nextInt((int) (rss - file));
            long pss = rss / 2 + random.nextInt((int) rss / 2 + 1);
            Evidence evidence = Evident.figures(rss, pss, pss / 2, file, shmem, random.nextInt(40), random.nextInt(20));
            Diagnosis diagnosis = Diagnosis.of(evidence);
            if (diagnosis.first().confidence() == Confidence.HIGH) {
                sure++;
                for (ProcessFigures figures : evidence.figures().varied(0.05)) {
                    assertThat(Diagnosis.of(evidence.with(figures)).first().verdict())
                            .as(evidence.figures() + " and " + figures)
                            .isEqualTo(diagnosis.first().verdict());
                }
            }
        }
        assertThat(sure).isGreaterThan(500);
    }

    @Test
    void whatWasNearlySaidIsTold() {
        // 60 MiB of 100 in swap would do; the verdict on swap holds by a hair.
        Opinion barely =
                Diagnosis.of(Evident.figures(400, 400, 400, 0, 0, 51, 0)).first();
        assertThat(barely.confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(barely.why()).containsAnyOf("barely", "nearly");
    }

    @Test
    void aVerdictSaysWhatWouldHaveMadeItAnother() {
        try (Target target = Target.c("retained.c", "61").start()) {
            Evidence evidence = Evident.of(target);
            Diagnosis diagnosis = Diagnosis.of(evidence);
            assertThat(diagnosis.first().verdict()).isEqualTo(Verdict.RETENTION);
            assertThat(diagnosis.nearest())
                    .hasValueSatisfying(other -> assertThat(other.holds()).isFalse());
            assertThat(diagnosis.turning()).contains("from ").contains("it has ");
        }
    }
}
