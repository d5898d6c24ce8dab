package lacuna.doctor.examine;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.remedy.Myth;
import lacuna.doctor.remedy.Prescription;
import lacuna.doctor.verdict.Diagnosis;

/**
 * The verdict on a process, or on all processes of a service.
 *
 * @param target who it is about, in words for the user
 * @param processes how many processes the service has
 * @param examined how many of them were looked into
 * @param bytesAtStake of all processes that were examined together
 * @param evidence of the one that weighs most
 */
public record Finding(
        String target,
        int processes,
        int examined,
        long bytesAtStake,
        Diagnosis diagnosis,
        Evidence evidence,
        List<Prescription> prescriptions,
        List<Myth> myths) {
    public Finding {
        prescriptions = List.copyOf(prescriptions);
        myths = List.copyOf(myths);
    }
}
