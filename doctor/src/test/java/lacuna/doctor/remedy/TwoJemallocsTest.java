package lacuna.doctor.remedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.evidence.Subject;
import lacuna.doctor.examine.Doctor;
import lacuna.doctor.examine.DoctorOptions;
import lacuna.doctor.examine.Progress;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** What is prescribed for a process with several heaps of a kind. */
class TwoJemallocsTest {
    private static final Path JEMALLOC = Path.of("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2");

    private static Evidence of(Target target) {
        return new Doctor(ProcRoot.host(), DoctorOptions.DEFAULT, Progress.SILENT)
                .processes(process -> process.pid() == target.pid(), Integer.toString(target.pid()))
                .findings()
                .getFirst()
                .evidence();
    }

    private static Evidence with(Evidence evidence, Subject subject, HeapExamination heaps) {
        return new Evidence(
                subject,
                evidence.figures(),
                Optional.of(heaps),
                evidence.bloat(),
                evidence.growth(),
                evidence.host(),
                evidence.gaps());
    }

    @Test
    void whatTwoJemallocsKeepIsPrescribedForTogether() {
        assumeTrue(Files.exists(JEMALLOC), () -> JEMALLOC + " is not here: build/test-packages names it");
        try (Target target = Target.c("retained.c", "61")
                .under("env", "LD_PRELOAD=" + JEMALLOC, "MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1")
                .start()) {
            Evidence one = of(target);
            HeapExamination heaps = one.heaps().orElseThrow();
            HeapAccount jemalloc = one.account(Heaps.JEMALLOC).orElseThrow();
            List<HeapAccount> twice = new ArrayList<>(heaps.heaps());
            twice.add(jemalloc);
            Evidence two = with(
                    one,
                    one.subject(),
                    new HeapExamination(
                            heaps.map(),
                            twice,
                            heaps.ledger(),
                            heaps.pauses(),
                            heaps.torn(),
                            heaps.others(),
                            heaps.gaps()));
            Diagnosis diagnosis = Diagnosis.of(two);
            assertThat(diagnosis.holds(Verdict.RETENTION)).isTrue();
            Prescription first = Remedies.against(diagnosis, two).getFirst();
            assertThat(first.text()).contains("MALLOC_CONF=");
            assertThat(first.predictedBytes()).isEqualTo(diagnosis.stake(Verdict.RETENTION));
            assertThat(first.why()).contains("2 jemallocs keep");
        }
    }
}
