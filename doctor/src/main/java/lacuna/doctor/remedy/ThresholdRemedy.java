package lacuna.doctor.remedy;

import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Figure;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;
import lacuna.linux.text.ByteSize;

/**
 * glibc's thresholds, which rise by themselves: after one large free, blocks of up to 32 MiB come from the heap and not from
 * mmap, and the top is given back only beyond twice that. Set by hand they stay where they are.
 */
final class ThresholdRemedy implements Remedy {
    private static final long DEFAULT = 128 << 10;
    private static final long WORTH_IT = 8L << 20;

    /**
     * A threshold that rose no higher keeps few blocks in the heap that would have had a mapping of their own: what large
     * holes there are then were mostly merged of smaller blocks, of which the thresholds save nothing.
     */
    private static final long FAR = 1L << 20;

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        Optional<HeapAccount> heap = evidence.account(Heaps.GLIBC);
        boolean isRetention = diagnosis.holds(Verdict.RETENTION) && !diagnosis.holds(Verdict.ARENA_SPRAWL);
        if (heap.isEmpty() || !isRetention) {
            return List.of();
        }
        long raised = figure(heap.get(), "mmap_threshold");
        if (raised <= DEFAULT || figure(heap.get(), "dynamic_thresholds") == 0) {
            return List.of();
        }
        long large = raised < FAR ? 0 : largeHoles(heap.get());
        long tops = tops(heap.get());
        if (large + tops < WORTH_IT) {
            return List.of();
        }
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                DropIn.text(evidence, List.of("MALLOC_MMAP_THRESHOLD_=131072", "MALLOC_TRIM_THRESHOLD_=131072")),
                "the mmap threshold rose to " + ByteSize.of(raised) + " and the trim threshold to "
                        + ByteSize.of(figure(heap.get(), "trim_threshold"))
                        + ", so large blocks come from the heap and leave " + ByteSize.of(large)
                        + " of large holes there, and arenas keep " + ByteSize.of(tops)
                        + " at their upper ends; at 128 KiB a large block has a mapping of its own that goes when it is "
                        + "freed, and an arena shrinks",
                large + tops,
                false,
                "more system calls and page faults where large blocks come and go quickly; nothing is saved "
                        + "where the holes are of many smaller blocks; needs a restart: " + DropIn.apply(evidence),
                "the same work again: lacuna heap shows mmap_threshold=131072, and RSS falls back after it",
                DropIn.undo(evidence)));
    }

    /** Resident bytes at the upper ends of arenas that go once an arena shrinks from 128 KiB on. */
    private static long tops(HeapAccount heap) {
        long tops = 0;
        for (RegionResidence residence : heap.residences()) {
            tops += Math.max(0, residence.resident(BlockState.TOP) - DEFAULT);
        }
        return tops;
    }

    /** Resident bytes that can go and lie in holes that a mapping of their own would have been. */
    private static long largeHoles(HeapAccount heap) {
        long large = 0;
        for (var each : heap.holeSizes().classes()) {
            large += each.from() >= DEFAULT ? each.bytes() : 0;
        }
        return Math.min(heap.releasable(), large);
    }

    static long figure(HeapAccount heap, String name) {
        return heap.report().figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToLong(Figure::value)
                .findFirst()
                .orElse(0);
    }
}
