package lacuna.doctor.remedy;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;

/** Huge pages only where a program asks for them. */
final class HugePageRemedy implements Remedy {
    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        if (!diagnosis.holds(Verdict.THP_BLOAT)) {
            return List.of();
        }
        boolean always = evidence.host().hugePages().contains("[always]");
        return List.of(
                always
                        ? new Prescription(
                                "tmpfiles.d",
                                "/etc/tmpfiles.d/lacuna-thp.conf",
                                "w /sys/kernel/mm/transparent_hugepage/enabled - - - - madvise\n",
                                "the kernel backs every large mapping by pages of 2 MiB; with madvise only programs that "
                                        + "ask get them",
                                evidence.bloat().zeroBytes(),
                                false,
                                "holds for the whole host: programs that profit without asking lose speed",
                                "after a restart of the service AnonHugePages in lacuna top is near 0",
                                "rm the file and write always back to the same file of sysfs")
                        : new Prescription(
                                "advice",
                                "",
                                """
                                The program asks for huge pages itself (madvise): look for its own setting.
                                glibc: GLIBC_TUNABLES=glibc.malloc.hugetlb=0; Java: -XX:-UseTransparentHugePages;
                                jemalloc: MALLOC_CONF=thp:never; PHP: unset USE_ZEND_ALLOC_HUGE_PAGES.
                                """,
                                "pages of 2 MiB are resident whole once one byte of them is touched",
                                evidence.bloat().zeroBytes(),
                                false,
                                "speed where memory is used densely",
                                "AnonHugePages falls after a restart",
                                "take the setting back"));
    }
}
