package lacuna.doctor.verdict;

import lacuna.doctor.evidence.Evidence;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.text.ByteSize;

/** How far the figures of the heaps can be trusted, and why. */
record Trust(Confidence confidence, String why) {
    /** Less than this can hold nothing that were worth a finding. */
    private static final long LEAST = 4L << 20;

    /** What is not read is a small part, up to one in so many. */
    private static final int SMALL_PART = 10;

    /** What came or went is little, up to one in so many. */
    private static final int LITTLE_MOVED = 20;

    private static final int HALF = 2;

    static Trust inHeapsOf(Evidence evidence) {
        if (evidence.heaps().isEmpty()) {
            return new Trust(Confidence.LOW, "the heaps could not be read");
        }
        for (HeapAccount account : evidence.accounts()) {
            if (!account.report().isConsistent()) {
                return new Trust(
                        unlessMost(evidence.heaps().get()),
                        account.report().identity().allocator()
                                + "'s heap changed while it was read: not every rule of it holds");
            }
        }
        if (evidence.heaps().get().ledger().measure() == ResidentLedger.Measure.MAPPED) {
            return new Trust(Confidence.MEDIUM, "a core does not tell what was resident: sizes stand for it");
        }
        ResidentLedger ledger = evidence.heaps().get().ledger();
        if (ledger.moved() >= LEAST && ledger.moved() * LITTLE_MOVED > ledger.total()) {
            return new Trust(
                    unlessMost(evidence.heaps().get()),
                    ByteSize.of(ledger.moved()) + " of " + ByteSize.of(ledger.total())
                            + " came or went while it was read");
        }
        long resident = evidence.resident();
        Unread unread = Unread.of(evidence);
        if (unread.bytes() >= LEAST && unread.bytes() * SMALL_PART > resident) {
            return new Trust(
                    unread.bytes() * HALF > resident ? Confidence.LOW : Confidence.MEDIUM,
                    "every block that was read was counted; " + ByteSize.of(unread.bytes()) + " of "
                            + ByteSize.of(resident) + " " + unread.measure() + " may be anything");
        }
        return new Trust(Confidence.HIGH, "every block was counted and every rule of the allocator holds");
    }

    /** Figures of which most are of no one moment tell little. */
    private static Confidence unlessMost(HeapExamination examined) {
        return examined.unsettled() * HALF > examined.ledger().total() ? Confidence.LOW : Confidence.MEDIUM;
    }
}
