package lacuna.doctor.remedy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Region;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;
import lacuna.linux.text.ByteSize;

/** Fewer arenas: what one thread freed serves another. */
final class ArenaRemedy implements Remedy {
    private static final int ARENAS = 2;

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        Optional<HeapAccount> heap = evidence.account(Heaps.GLIBC);
        if (heap.isEmpty() || !diagnosis.holds(Verdict.ARENA_SPRAWL)) {
            return List.of();
        }
        List<Long> free = freeByArena(heap.get());
        long all = free.stream().mapToLong(Long::longValue).sum();
        // The arenas that stay keep what the fullest keep now.
        long stays = free.stream().limit(ARENAS).mapToLong(Long::longValue).sum();
        return List.of(new Prescription(
                DropIn.kind(evidence),
                DropIn.file(evidence),
                DropIn.text(evidence, List.of("MALLOC_ARENA_MAX=" + ARENAS)),
                free.size() + " thread arenas keep " + ByteSize.of(all) + " free; with " + ARENAS
                        + " arenas threads use what others freed",
                Math.max(0, all - stays),
                false,
                "nothing is saved where all threads have their peaks at the same time, which one look can't tell; threads "
                        + "that allocate more than 1 KiB at a time wait for each other; measure the throughput; needs a "
                        + "restart: " + DropIn.apply(evidence),
                "lacuna heap shows at most " + ARENAS + " arenas, and less free in them after the same work",
                DropIn.undo(evidence)));
    }

    private static List<Long> freeByArena(HeapAccount heap) {
        List<Long> free = new ArrayList<>();
        for (int i = 0; i < heap.residences().size(); i++) {
            Region region = heap.report().regions().get(i).region();
            RegionResidence residence = heap.residences().get(i);
            if (region.kind().equals("thread")) {
                free.add(residence.holes().releasable() + residence.resident(BlockState.TOP));
            }
        }
        free.sort(Comparator.reverseOrder());
        return free;
    }
}
