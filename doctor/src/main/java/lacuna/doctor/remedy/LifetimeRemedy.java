package lacuna.doctor.remedy;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.linux.text.ByteSize;

/** Against holes that live blocks pin only lifetimes help: what lives long is made first, or in another process. */
final class LifetimeRemedy implements Remedy {
    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        if (!diagnosis.holds(Verdict.FRAGMENTATION)
                || evidence.subject().service().kind().equals("pool")) {
            return List.of();
        }
        long pinned = diagnosis.stake(Verdict.FRAGMENTATION);
        return List.of(new Prescription(
                "advice",
                "",
                advice(evidence),
                "no call and no other allocator gives back " + ByteSize.of(pinned)
                        + " of holes between live blocks: they go when the blocks around them go, at the latest with "
                        + "the process",
                pinned,
                true,
                "a worker that is replaced starts cold",
                "lacuna heap after the change: less is pinned for the same work",
                "undo the setting"));
    }

    private static String advice(Evidence evidence) {
        if (evidence.has(Heaps.PYTHON) || evidence.has(Heaps.PYTHON_MIMALLOC)) {
            return """
                    Recycle workers (gunicorn: --max-requests 1000 --max-requests-jitter 100; uWSGI: max-requests = 1000;
                    Celery: worker_max_memory_per_child), make long-lived data before the bulk work, or do the bulk work
                    in a child process.
                    """;
        }
        return """
                Recycle the process after bulk work (systemd: RuntimeMaxSec=1d; prefork servers: their limit of requests
                per worker), make long-lived data before the bulk work, or do the bulk work in a child process.
                """;
    }
}
