package lacuna.doctor.remedy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.verdict.Diagnosis;

/** All remedies, those before others that are to be tried before them: the application, its allocator, its limits, the kernel. */
public final class Remedies {
    private static final long LEAST_SAVING = 1L << 20;

    private static final List<Remedy> ALL = List.of(
            new PhpRemedy(),
            new JavaRemedy(),
            new JemallocRemedy(),
            new MimallocRemedy(),
            new ThresholdRemedy(),
            new ArenaRemedy(),
            new PreloadRemedy(),
            new TrimRemedy(),
            new LifetimeRemedy(),
            new HugePageRemedy(),
            new LeakRemedy(),
            new KernelRemedy());

    private Remedies() {}

    /** What helps, in the order to try it. */
    public static List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        List<Prescription> all = new ArrayList<>();
        ALL.forEach(remedy -> all.addAll(remedy.against(diagnosis, evidence)));
        all.removeIf(Remedies::isTrifle);
        all.sort(Comparator.comparingInt(Remedies::rank));
        return List.copyOf(all);
    }

    /** A saving that nobody would notice is no reason to change anything; what saves nothing by itself tells more. */
    private static boolean isTrifle(Prescription each) {
        return each.predictedBytes() > 0 && each.predictedBytes() < LEAST_SAVING;
    }

    /** A setting that lasts, then what must be done again, then what has to be tried first. */
    private static int rank(Prescription each) {
        if (each.kind().equals("script")) {
            return 2;
        }
        return each.isOnce() ? 1 : 0;
    }
}
