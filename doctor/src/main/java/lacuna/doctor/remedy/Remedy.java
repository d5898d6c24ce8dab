package lacuna.doctor.remedy;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.verdict.Diagnosis;

/** Knows what helps against one kind of trouble. */
interface Remedy {
    /** What helps in this case, the best first; empty where it has nothing to say. */
    List<Prescription> against(Diagnosis diagnosis, Evidence evidence);
}
