package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** Freed memory that no call gives back: live blocks lie on the same pages, or in the same chunks, pools and slabs. */
final class FragmentationRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long pinned = evidence.sum(HeapAccount::pinned);
        long locked = evidence.sum(FragmentationRule::locked);
        Trust trust = Trust.inHeapsOf(evidence);
        return new Opinion(
                Verdict.FRAGMENTATION,
                pinned + locked,
                threshold(evidence),
                trust.confidence(),
                trust.why(),
                ByteSize.of(pinned + locked) + " of " + ByteSize.of(evidence.resident())
                        + " are holes that live blocks pin: no allocator can give them back where they lie",
                "of pinned holes",
                List.of(
                        Fact.bytes("resident", evidence.resident()),
                        Fact.bytes("live", evidence.live()),
                        Fact.bytes("pinned on pages with live blocks", pinned),
                        Fact.bytes("free pages in chunks, pools or slabs with live blocks", locked)));
    }

    /** Whole free pages that stay because the allocator gives back nothing smaller than the chunk, pool or slab around them. */
    static long locked(HeapAccount account) {
        return switch (account.report().identity().allocator()) {
            case Heaps.PYTHON, Heaps.MUSL -> account.releasable();
            case Heaps.PHP -> Math.max(0, account.releasable() - account.trim() - account.resident(BlockState.CACHED));
            case Heaps.JEMALLOC ->
                Math.max(
                        0,
                        account.releasable()
                                - account.resident(BlockState.CACHED)
                                - account.resident(BlockState.LAZILY_FREED)
                                - account.resident(BlockState.GIVEN_BACK));
            case Heaps.MIMALLOC, Heaps.PYTHON_MIMALLOC ->
                Math.max(0, account.releasable() - account.resident(BlockState.CACHED));
            default -> 0;
        };
    }

    /** Some holes are what every heap has: from a fifth on they are what is wrong. */
    private static long threshold(Evidence evidence) {
        return Math.max(12L << 20, evidence.resident() / 5);
    }
}
