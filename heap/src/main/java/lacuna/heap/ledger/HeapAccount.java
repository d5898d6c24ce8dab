package lacuna.heap.ledger;

import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;

/** An allocator's report with, for each of its regions in the same order, what is resident. */
public record HeapAccount(AllocatorReport report, List<RegionResidence> residences) {
    public HeapAccount {
        residences = List.copyOf(residences);
    }

    /** What the allocator's own release call would give back, over all regions. */
    public long trim() {
        return residences.stream().mapToLong(each -> each.holes().trim()).sum();
    }

    /** The resident bytes of all blocks in {@code state}, without what lies in them of another heap. */
    public long resident(BlockState state) {
        return residences.stream().mapToLong(each -> each.resident(state)).sum();
    }

    public long releasable() {
        return residences.stream().mapToLong(each -> each.holes().releasable()).sum();
    }

    public long pinned() {
        return residences.stream().mapToLong(each -> each.holes().pinned()).sum();
    }

    public SizeHistogram liveSizes() {
        SizeHistogram sum = new SizeHistogram();
        residences.forEach(each -> sum.add(each.live()));
        return sum;
    }

    public SizeHistogram holeSizes() {
        SizeHistogram sum = new SizeHistogram();
        residences.forEach(each -> sum.add(each.holes().sizes()));
        return sum;
    }

    public PageOccupancy occupancy() {
        PageOccupancy sum = new PageOccupancy();
        residences.forEach(each -> sum.add(each.occupancy()));
        return sum;
    }
}
