package lacuna.doctor.remedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.examine.Doctor;
import lacuna.doctor.examine.DoctorOptions;
import lacuna.doctor.examine.Finding;
import lacuna.doctor.examine.Progress;
import lacuna.doctor.verdict.Verdict;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Python;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;

/** What mimalloc keeps goes with the setting that is prescribed, and nothing is said that is not so. */
class MimallocRemedyTest {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/libmimalloc.so.2");

    @Test
    void freeSpansGoWithoutADelay() {
        assumeTrue(Files.exists(LIBRARY), () -> LIBRARY + " is not here: build/test-packages names it");
        TargetProgram program =
                Target.c("mimalloc_truth.c", "3", "4000", "shrunk").under("env", "LD_PRELOAD=" + LIBRARY);
        long resident;
        Prescription first;
        try (Target target = program.with("MIMALLOC_DECOMMIT_DELAY", "10000").start()) {
            Finding finding = finding(target);
            assertThat(finding.diagnosis().holds(Verdict.RETENTION)).isTrue();
            resident = finding.evidence().resident();
            first = finding.prescriptions().getFirst();
            assertThat(first.text()).contains("MIMALLOC_DECOMMIT_DELAY=").contains("MIMALLOC_PURGE_DELAY=");
        }
        try (Target target = program.with("MIMALLOC_DECOMMIT_DELAY", "0").start()) {
            Finding finding = finding(target);
            assertThat(resident - finding.evidence().resident())
                    .isBetween(first.predictedBytes() * 4 / 5, first.predictedBytes() * 6 / 5);
            assertThat(finding.prescriptions()).noneMatch(each -> each.text().contains("MIMALLOC_"));
        }
    }

    @Test
    void ofAPythonWithoutItsLockNoOtherAllocatorIsSpokenOf() {
        Path python = Python.freeThreaded(13);
        assumeTrue(Files.exists(python), () -> python + " is not here: testbed/python/build-free-threaded makes it");
        try (Target target = Python.program(python, "free_threads.py", "3", "20000", "shrunk")
                .start()) {
            Finding finding = finding(target);
            assertThat(finding.diagnosis().holds(Verdict.RETENTION)).isTrue();
            assertThat(finding.diagnosis().holds(Verdict.FRAGMENTATION)).isTrue();
            assertThat(finding.prescriptions()).anyMatch(each -> each.text().contains("--max-requests"));
            assertThat(finding.prescriptions()).noneMatch(each -> each.text().contains("jemalloc"));
            Evidence evidence = finding.evidence();
            assertThat(Myths.about(finding.diagnosis(), evidence))
                    .extracting(Myth::advice)
                    .containsExactly("PYTHONMALLOC, or LD_PRELOAD of another allocator");
        }
    }

    private static Finding finding(Target target) {
        return new Doctor(ProcRoot.host(), DoctorOptions.DEFAULT, Progress.SILENT)
                .processes(process -> process.pid() == target.pid(), Integer.toString(target.pid()))
                .findings()
                .getFirst();
    }
}
