package lacuna.doctor.remedy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** PHP keeps the chunks of its largest request; they leave with small requests, or with the worker. */
final class PhpRemedy implements Remedy {
    private static final long WORTH_IT = 4L << 20;

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        Optional<HeapAccount> php = evidence.account(Heaps.PHP);
        if (php.isEmpty()) {
            return List.of();
        }
        List<Prescription> all = new ArrayList<>();
        long cached = php.get().resident(BlockState.CACHED);
        boolean isWorker = evidence.subject().service().kind().equals("pool");
        if (isWorker && diagnosis.holds(Verdict.LEAK)) {
            all.add(PoolLeak.prescription(evidence));
        } else if (isWorker && cached >= WORTH_IT) {
            all.add(recycled(
                    evidence,
                    cached,
                    ByteSize.of(cached) + " are chunks that one large request needed and PHP keeps: each later small "
                            + "request gives back half of them, an idle worker none"));
        } else if (isWorker && diagnosis.holds(Verdict.FRAGMENTATION)) {
            long pinned = diagnosis.stake(Verdict.FRAGMENTATION);
            all.add(recycled(
                    evidence,
                    pinned,
                    ByteSize.of(pinned) + " are holes that live blocks pin: they go with the worker and not before"));
        }
        if (php.get().trim() >= WORTH_IT) {
            all.add(new Prescription(
                    "advice",
                    "",
                    "gc_mem_caches();",
                    "called by the script when its large work is done, it gives back "
                            + ByteSize.of(php.get().trim()) + " in whole chunks",
                    php.get().trim(),
                    true,
                    "the script waits while free runs are looked for",
                    "memory_get_usage(true) falls",
                    "remove the call"));
        }
        return all;
    }

    private static Prescription recycled(Evidence evidence, long bytes, String why) {
        return new Prescription(
                "fpm-pool",
                "",
                "; in the pool [" + evidence.subject().service().name() + "]\npm.max_requests = 500\n",
                why + ". A worker that is replaced gives back all; lacuna php computes the number from the growth per "
                        + "request",
                bytes,
                false,
                "a new worker costs its start and a cold cache of its own, once in so many requests",
                "lacuna php: the oldest workers are no larger than the youngest",
                "remove the line and reload php-fpm");
    }
}
