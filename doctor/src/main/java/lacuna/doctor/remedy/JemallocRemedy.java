package lacuna.doctor.remedy;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** jemalloc purges when the program allocates: an idle process keeps its dirty pages, unless a thread of its own purges. */
final class JemallocRemedy implements Remedy {
    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        List<HeapAccount> heaps = evidence.accounts(Heaps.JEMALLOC);
        if (heaps.isEmpty() || !diagnosis.holds(Verdict.RETENTION)) {
            return List.of();
        }
        long dirty = heaps.stream()
                .mapToLong(heap -> heap.resident(BlockState.CACHED) + heap.resident(BlockState.LAZILY_FREED))
                .sum();
        // A background thread does not live on in a forked child.
        boolean forks = evidence.subject().sharesProgram();
        String conf = forks
                ? "dirty_decay_ms:0,muzzy_decay_ms:0"
                : "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0";
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                DropIn.text(evidence, List.of("MALLOC_CONF=" + conf + ",abort_conf:true")),
                ByteSize.of(dirty) + " are freed extents that "
                        + (heaps.size() == 1 ? "jemalloc keeps; " : heaps.size() + " jemallocs keep; ")
                        + (forks
                                ? "a background thread would not survive the fork of a worker, so pages go at once"
                                : "a background thread gives them back within seconds"),
                dirty,
                false,
                (forks
                                ? "more page faults and CPU time where much is freed and allocated again"
                                : "a thread that wakes now and then")
                        + "; a jemalloc with a prefix reads another variable (_RJEM_MALLOC_CONF); needs a restart: "
                        + DropIn.apply(evidence),
                "lacuna heap: dirty extents stay below a few MiB",
                DropIn.undo(evidence)));
    }
}
