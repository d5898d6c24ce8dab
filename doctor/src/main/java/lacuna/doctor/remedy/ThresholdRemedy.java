package lacuna.doctor.remedy;

import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Figure;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/**
 * glibc's thresholds, which rise by themselves: after one large free, blocks of up to 32 MiB come from the heap and not from
 * mmap, and the top is given back only beyond twice that. Set by hand they stay where they are.
 */
final class ThresholdRemedy implements Remedy {
    private static final long DEFAULT = 128 << 10;
    private static final long WORTH_IT = 8L << 20;

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        Optional<HeapAccount> heap = evidence.account("glibc");
        boolean isRetention = diagnosis.holds(Verdict.RETENTION) && !diagnosis.holds(Verdict.ARENA_SPRAWL);
        if (heap.isEmpty() || !isRetention) {
            return List.of();
        }
        long raised = figure(heap.get(), "mmap_threshold");
        if (raised <= DEFAULT || figure(heap.get(), "dynamic_thresholds") == 0) {
            return List.of();
        }
        long large = largeHoles(heap.get());
        long tops = tops(heap.get());
        return large >= WORTH_IT || tops < WORTH_IT
                ? againstHoles(evidence, raised, large)
                : againstTops(evidence, figure(heap.get(), "trim_threshold"), tops);
    }

    private static List<Prescription> againstHoles(Evidence evidence, long raised, long large) {
        if (large < WORTH_IT) {
            return List.of();
        }
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                DropIn.text(evidence, List.of("MALLOC_MMAP_THRESHOLD_=131072", "MALLOC_TRIM_THRESHOLD_=131072")),
                "the mmap threshold rose to " + ByteSize.of(raised) + ", so large blocks come from the heap and leave "
                        + ByteSize.of(large) + " of large holes there; at 128 KiB each has a mapping of its own that "
                        + "goes when it is freed",
                large,
                false,
                "more mmap and munmap calls, a few percent of run time where large blocks come and go quickly; needs a "
                        + "restart: " + DropIn.apply(evidence),
                "the same work again: lacuna heap shows mmap_threshold=131072, and RSS falls back after it",
                DropIn.undo(evidence)));
    }

    private static List<Prescription> againstTops(Evidence evidence, long raised, long tops) {
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                DropIn.text(evidence, List.of("MALLOC_TRIM_THRESHOLD_=131072")),
                "the trim threshold rose to " + ByteSize.of(raised) + ", so the arenas of threads keep "
                        + ByteSize.of(tops)
                        + " at their upper ends; at 128 KiB an arena shrinks when its last blocks are freed",
                tops,
                false,
                "more system calls where an arena grows and shrinks quickly; needs a restart: "
                        + DropIn.apply(evidence),
                "the same work again: lacuna heap shows trim_threshold=131072, and little at the tops of arenas",
                DropIn.undo(evidence)));
    }

    /** Resident bytes at the upper ends of thread arenas that go once arenas shrink from 128 KiB on. */
    private static long tops(HeapAccount heap) {
        long tops = 0;
        for (int i = 0; i < heap.residences().size(); i++) {
            if (heap.report().regions().get(i).region().kind().equals("thread")) {
                tops += Math.max(0, heap.residences().get(i).resident(BlockState.TOP) - DEFAULT);
            }
        }
        return tops;
    }

    /** Resident bytes that can go and lie in holes that a mapping of their own would have been. */
    private static long largeHoles(HeapAccount heap) {
        long large = 0;
        for (var each : heap.holeSizes().classes()) {
            large += each.from() >= DEFAULT ? each.bytes() : 0;
        }
        return Math.min(heap.trim(), Math.max(large, 0));
    }

    static long figure(HeapAccount heap, String name) {
        return heap.report().figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToLong(Figure::value)
                .findFirst()
                .orElse(0);
    }
}
