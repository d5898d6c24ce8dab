package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;

/**
 * An allocator's report with, for each of its regions in the same order, what is resident.
 *
 * @param strips of each region the picture of its pages; of no region where nobody asked for it
 * @param threads the process's threads with what the allocator keeps for each
 * @param seen what was resident of the mappings that it lies in
 */
public record HeapAccount(
        AllocatorReport report,
        List<RegionResidence> residences,
        List<PageStrip> strips,
        List<ThreadAccount> threads,
        Seen seen) {
    public HeapAccount {
        residences = List.copyOf(residences);
        strips = List.copyOf(strips);
        threads = List.copyOf(threads);
    }

    /** What the allocator's own release call would give back, over all regions. */
    public long trim() {
        return residences.stream().mapToLong(each -> each.holes().trim()).sum();
    }

    /** The resident bytes of all blocks in {@code state}, without what lies in them of another heap. */
    public long resident(BlockState state) {
        return residences.stream().mapToLong(each -> each.resident(state)).sum();
    }

    public long totalResident() {
        return residences.stream().mapToLong(RegionResidence::totalResident).sum();
    }

    public long releasable() {
        return residences.stream().mapToLong(each -> each.holes().releasable()).sum();
    }

    public long pinned() {
        return residences.stream().mapToLong(each -> each.holes().pinned()).sum();
    }

    /** What is free and resident and would stay so, and why. */
    public Kept kept() {
        return residences.stream().map(Kept::of).reduce(Kept.NOTHING, Kept::plus);
    }

    /** What lies in regions that no thread allocates from any more. */
    public Parked parked() {
        Parked sum = Parked.NOTHING;
        for (int i = 0; i < residences.size(); i++) {
            if (isParked(report.regions().get(i))) {
                sum = sum.plus(residences.get(i));
            }
        }
        return sum;
    }

    /** Whether the allocator counts the threads of this region, and there are none. */
    public static boolean isParked(RegionReport region) {
        return region.region().threads().orElse(1) == 0 && region.region().system() > 0;
    }

    /** An allocator that is loaded, and that nobody has asked for memory. */
    public boolean holdsNothing() {
        return report.isConsistent() && report.system() == 0 && totalResident() == 0;
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

    /** For each class of sizes what lives, what is freed, and what the holes of that size pin; the smallest first. */
    public List<SizeShare> sizeShares() {
        SizeHistogram live = liveSizes();
        SizeHistogram holes = holeSizes();
        SizeHistogram freed = new SizeHistogram();
        SizeHistogram pinned = new SizeHistogram();
        residences.forEach(each -> freed.add(each.freed()));
        residences.forEach(each -> pinned.add(each.holes().pinnedSizes()));
        List<SizeShare> shares = new ArrayList<>();
        for (int i = 0; i < SizeHistogram.classCount(); i++) {
            SizeShare share = new SizeShare(
                    SizeHistogram.firstOf(i),
                    SizeHistogram.lastOf(i),
                    live.at(i),
                    freed.at(i),
                    holes.at(i),
                    pinned.at(i).bytes());
            if (share.isUsed()) {
                shares.add(share);
            }
        }
        return shares;
    }

    public PageOccupancy occupancy() {
        PageOccupancy sum = new PageOccupancy();
        residences.forEach(each -> sum.add(each.occupancy()));
        return sum;
    }
}
