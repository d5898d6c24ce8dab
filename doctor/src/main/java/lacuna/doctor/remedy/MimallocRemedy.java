package lacuna.doctor.remedy;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.Detail;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** mimalloc gives free spans back in passing, after a delay: without one it does so at once. Empty pages stay anyway. */
final class MimallocRemedy implements Remedy {
    private static final int RESIDENT = 2;

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        long spans = evidence.accounts().stream()
                .filter(MimallocRemedy::isMimalloc)
                .mapToLong(MimallocRemedy::freeSpans)
                .sum();
        if (spans < evidence.significant() || !diagnosis.holds(Verdict.RETENTION)) {
            return List.of();
        }
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                // The second is what 2.0 calls it.
                DropIn.text(evidence, List.of("MIMALLOC_PURGE_DELAY=0", "MIMALLOC_DECOMMIT_DELAY=0")),
                ByteSize.of(spans)
                        + " are free spans, which mimalloc gives back only when a thread frees or allocates pages "
                        + "beside them; without a delay it does so at once",
                spans,
                false,
                "more page faults and CPU time where much is freed and allocated again: try it under load first; "
                        + "needs a restart: " + DropIn.apply(evidence),
                "lacuna heap: free spans stay below a few MiB",
                DropIn.undo(evidence)));
    }

    private static boolean isMimalloc(HeapAccount account) {
        String name = account.report().identity().allocator();
        return name.equals(Heaps.MIMALLOC) || name.equals(Heaps.PYTHON_MIMALLOC);
    }

    private static long freeSpans(HeapAccount account) {
        return account.report().details().stream()
                .filter(detail -> detail.name().equals("spans"))
                .flatMap(detail -> detail.rows().stream())
                .filter(row -> row.label().equals("free spans"))
                .map(Detail.Row::values)
                .mapToLong(values -> values.get(RESIDENT))
                .sum();
    }
}
