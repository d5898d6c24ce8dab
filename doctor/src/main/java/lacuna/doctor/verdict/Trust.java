package lacuna.doctor.verdict;

import lacuna.doctor.evidence.Evidence;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.ResidentLedger;

/** How far the figures of the heaps can be trusted, and why. */
record Trust(Confidence confidence, String why) {
    static Trust inHeapsOf(Evidence evidence) {
        if (evidence.heaps().isEmpty()) {
            return new Trust(Confidence.LOW, "the heaps could not be read");
        }
        for (HeapAccount account : evidence.accounts()) {
            if (!account.report().isConsistent()) {
                return new Trust(
                        Confidence.MEDIUM,
                        account.report().identity().allocator()
                                + "'s heap changed while it was read: not every rule of it holds");
            }
        }
        if (evidence.heaps().get().ledger().measure() == ResidentLedger.Measure.MAPPED) {
            return new Trust(Confidence.MEDIUM, "a core does not tell what was resident: sizes stand for it");
        }
        return new Trust(Confidence.HIGH, "every block was counted and every rule of the allocator holds");
    }
}
