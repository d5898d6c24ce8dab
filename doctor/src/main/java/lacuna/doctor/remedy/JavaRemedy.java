package lacuna.doctor.remedy;

import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** A collector that keeps free regions committed gives them back when it is told how much may be free. */
final class JavaRemedy implements Remedy {
    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        Optional<HeapAccount> java = evidence.account(Heaps.JAVA);
        if (java.isEmpty() || !diagnosis.holds(Verdict.RETENTION)) {
            return List.of();
        }
        long free = java.get().resident(BlockState.CACHED) + java.get().resident(BlockState.TOP);
        long live = java.get().resident(BlockState.LIVE);
        // With MaxHeapFreeRatio=10 a ninth of what is used may stay free.
        long saved = Math.max(0, free - live / 9);
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                DropIn.text(evidence, List.of("JAVA_TOOL_OPTIONS=-XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10")),
                ByteSize.of(free) + " of the Java heap are free and resident; these ratios make a full collection give "
                        + "back what is over a tenth",
                saved,
                false,
                "the heap grows and shrinks more often: more collections after a lull; needs a restart: "
                        + DropIn.apply(evidence),
                "jcmd PID GC.run, then lacuna heap: less is free in the Java heap",
                DropIn.undo(evidence)));
    }
}
