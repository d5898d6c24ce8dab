package lacuna.heap.ledger;

import java.util.Map;
import lacuna.heap.block.BlockState;

/** What of a region is resident, and its holes. */
public record RegionResidence(
        Map<BlockState, Long> resident, Holes holes, SizeHistogram live, PageOccupancy occupancy, Footprint footprint) {
    public RegionResidence {
        resident = Map.copyOf(resident);
    }

    public long resident(BlockState state) {
        return resident.getOrDefault(state, 0L);
    }

    public long totalResident() {
        return resident.values().stream().mapToLong(Long::longValue).sum();
    }
}
