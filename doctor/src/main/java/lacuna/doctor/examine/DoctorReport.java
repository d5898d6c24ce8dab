package lacuna.doctor.examine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lacuna.doctor.evidence.HostEvidence;

/**
 * What an examination came to: the findings, what is worth most first.
 *
 * @param host the host, unknown of a core
 * @param processes how many were looked at cheaply
 * @param examined how many were looked into
 * @param took how long it was
 * @param gaps what could not be examined, and how to allow it
 */
public record DoctorReport(
        Instant at,
        HostEvidence host,
        int processes,
        int examined,
        Duration took,
        List<Finding> findings,
        List<String> gaps) {
    public DoctorReport {
        findings = List.copyOf(findings);
        gaps = List.copyOf(gaps);
    }

    /** The most that is at stake in one finding that can be acted on. */
    public long worst() {
        return findings.stream()
                .filter(finding -> finding.diagnosis().first().verdict().isFinding())
                .mapToLong(Finding::bytesAtStake)
                .max()
                .orElse(0);
    }
}
