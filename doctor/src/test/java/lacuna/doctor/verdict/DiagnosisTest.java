package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import lacuna.doctor.evidence.Evidence;
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
