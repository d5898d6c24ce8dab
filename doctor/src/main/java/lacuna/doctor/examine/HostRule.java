package lacuna.doctor.examine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.HostEvidence;
import lacuna.doctor.evidence.HugePageBloat;
import lacuna.doctor.evidence.ProcessFigures;
import lacuna.doctor.evidence.Service;
import lacuna.doctor.evidence.Subject;
import lacuna.doctor.remedy.Prescription;
import lacuna.doctor.verdict.Confidence;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Fact;
import lacuna.doctor.verdict.Opinion;
import lacuna.doctor.verdict.Verdict;
import lacuna.linux.text.ByteSize;

/** What of the host's memory no process has: the kernel's own, and files in tmpfs. */
final class HostRule {
    private HostRule() {}

    /** Findings about {@code host}; {@code mapped} is the shared memory that the processes have mapped. */
    static List<Finding> judge(HostEvidence host, long mapped) {
        List<Finding> findings = new ArrayList<>();
        long total = host.total().orElse(0);
        long slab = host.slabUnreclaimable().orElse(0);
        if (total > 0 && slab >= Math.max(512L << 20, total / 10)) {
            findings.add(finding(
                    host,
                    new Opinion(
                            Verdict.KERNEL,
                            slab,
                            total / 10,
                            Confidence.HIGH,
                            "counted by the kernel",
                            ByteSize.of(slab) + " of " + ByteSize.of(total)
                                    + " are the kernel's own and can't be reclaimed",
                            "of unreclaimable slab",
                            List.of(Fact.bytes("unreclaimable slab", slab), Fact.bytes("memory of the host", total))),
                    new Prescription(
                            "command",
                            "",
                            "slabtop -o -s c | head -n 20",
                            "tells which of the kernel's caches holds it",
                            0,
                            true,
                            "none: it reads",
                            "the first lines name the cache; a driver or file system that leaks is mended by its update",
                            "nothing to undo")));
        }
        long orphaned = host.shared().orElse(0) - mapped;
        if (total > 0 && orphaned >= Math.max(256L << 20, total / 10)) {
            findings.add(finding(
                    host,
                    new Opinion(
                            Verdict.SHARED_MEMORY,
                            orphaned,
                            total / 10,
                            Confidence.MEDIUM,
                            "counted by the kernel, less what processes have mapped",
                            ByteSize.of(orphaned) + " are files in tmpfs or shared memory that no process maps",
                            "in tmpfs or unmapped shared memory",
                            List.of(
                                    Fact.bytes(
                                            "shared memory of the host",
                                            host.shared().orElse(0)),
                                    Fact.bytes("mapped by processes", mapped))),
                    new Prescription(
                            "command",
                            "",
                            "df -h -t tmpfs; ipcs -m",
                            "tells where it lies: such memory goes only with its files and segments",
                            orphaned,
                            true,
                            "none: it reads; remove files only when you know whose they are",
                            "Shmem in /proc/meminfo falls when the files go",
                            "nothing to undo")));
        }
        return findings;
    }

    private static Finding finding(HostEvidence host, Opinion opinion, Prescription prescription) {
        String target = "host " + host.name();
        Subject subject = new Subject(
                target,
                java.util.OptionalInt.empty(),
                host.name(),
                "",
                java.util.OptionalInt.empty(),
                false,
                new Service("host", host.name(), Optional.empty()),
                Optional.empty());
        Evidence evidence = new Evidence(
                subject, ProcessFigures.NONE, Optional.empty(), HugePageBloat.NONE, Growth.UNKNOWN, host, List.of());
        return new Finding(
                target,
                0,
                0,
                opinion.bytesAtStake(),
                new Diagnosis(opinion, List.of(), Optional.empty()),
                evidence,
                List.of(prescription),
                List.of());
    }
}
