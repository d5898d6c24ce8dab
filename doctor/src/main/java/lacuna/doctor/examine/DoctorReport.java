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

    /** Whether anything can be won by acting on it. */
    public boolean hasFindings() {
        return findings.stream()
                .anyMatch(finding -> finding.diagnosis().first().verdict().isFinding());
    }
}
