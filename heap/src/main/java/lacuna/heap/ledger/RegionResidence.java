package lacuna.heap.ledger;

import java.util.Map;
import lacuna.heap.block.BlockState;

/** What of a region is resident, its holes, and its blocks in use and freed by their sizes. */
public record RegionResidence(
        Map<BlockState, Long> resident,
        Holes holes,
        SizeHistogram live,
        SizeHistogram freed,
        PageOccupancy occupancy,
        Footprint footprint) {
    public RegionResidence {
        resident = Map.copyOf(resident);
    }

    public long resident(BlockState state) {
        return resident.getOrDefault(state, 0L);
    }

    /** The resident bytes of all that the program has freed, the top included. */
    public long freedResident() {
        long sum = 0;
        for (BlockState state : BlockState.values()) {
            sum += state.isFreed() ? resident(state) : 0;
        }
        return sum;
    }

    public long totalResident() {
        return resident.values().stream().mapToLong(Long::longValue).sum();
    }
}
