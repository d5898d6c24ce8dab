package lacuna.doctor.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lacuna.doctor.examine.Doctor;
import lacuna.doctor.examine.DoctorOptions;
import lacuna.doctor.examine.Progress;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ThresholdRemedyTest {
    @Test
    void largeHolesBelowARaisedThresholdGetMappingsOfTheirOwn() {
        try (Target target = Target.c("peaks.c", "raised", "0", "80").start()) {
            Prescription first = prescribed(target).getFirst();
            assertThat(first.text()).contains("MALLOC_MMAP_THRESHOLD_=").contains("MALLOC_TRIM_THRESHOLD_=");
            assertThat(first.predictedBytes()).isCloseTo(target.number("true_bytes"), Percentage.withPercentage(2));
        }
    }

    @Test
    void arenasThatKeepTheirTopsAreToShrink() {
        try (Target target = Target.c("peaks.c", "tops", "4", "24").start()) {
            Prescription first = prescribed(target).getFirst();
            assertThat(first.text()).contains("MALLOC_TRIM_THRESHOLD_=");
            assertThat(first.predictedBytes()).isCloseTo(target.number("true_bytes"), Percentage.withPercentage(2));
        }
    }

    @Test
    void largeHolesThatSmallBlocksLeftAreTrimmedAndNotPrevented() {
        String program = """
                large = bytes(160_000); del large
                kept = [bytes(20_000) for _ in range(5000)]
                del kept[::20]; kept = kept[::19]
                print('ready', flush=True)
                import time; time.sleep(600)
                """;
        try (Target target =
                Target.command("/usr/bin/python3", "-c", program).start().atRest()) {
            assertThat(prescribed(target).getFirst().text()).startsWith("lacuna trim ");
        }
    }

    private static List<Prescription> prescribed(Target target) {
        return new Doctor(ProcRoot.host(), DoctorOptions.DEFAULT, Progress.SILENT)
                .processes(process -> process.pid() == target.pid(), Integer.toString(target.pid()))
                .findings()
                .getFirst()
                .prescriptions();
    }
}
