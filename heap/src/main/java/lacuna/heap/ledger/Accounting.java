package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.proc.Mapping;

/** Makes the account of an allocator, region by region. */
final class Accounting {
    /** How a region is walked: from the image, or from a copy of one moment. */
    @FunctionalInterface
    interface Walk {
        RegionReport walk(Region region, BlockSink sink);
    }

    private final List<Mapping> mappings;
    private final ResidentBytes resident;
    private final Claims claimed;

    /** {@code claimed} is what heaps that were walked before have; {@link #claim} adds to it. */
    Accounting(List<Mapping> mappings, ResidentBytes resident, Claims claimed) {
        this.mappings = mappings;
        this.resident = resident;
        this.claimed = claimed;
    }

    HeapAccount of(RecognisedHeap heap, Walk walk) {
        List<RegionReport> reports = new ArrayList<>();
        List<RegionResidence> residences = new ArrayList<>();
        for (Region region : heap.regions()) {
            RegionAccount account = account(heap, region);
            reports.add(walk.walk(region, account));
            residences.add(account.finish());
        }
        return account(heap, reports, residences);
    }

    /** As {@code before}, with {@code region} walked anew. */
    HeapAccount with(HeapAccount before, RecognisedHeap heap, Region region, Walk walk) {
        List<RegionReport> reports = new ArrayList<>(before.report().regions());
        List<RegionResidence> residences = new ArrayList<>(before.residences());
        RegionAccount account = account(heap, region);
        RegionReport report = walk.walk(region, account);
        if (report.isConsistent()) {
            reports.set(region.index(), report);
            residences.set(region.index(), account.finish());
        }
        return account(heap, reports, residences);
    }

    /** The memory of {@code account} belongs to it, whichever block of another heap it lies in. */
    void claim(HeapAccount account) {
        account.residences().forEach(region -> region.footprint().claim(claimed));
        claimed.join();
    }

    private RegionAccount account(RecognisedHeap heap, Region region) {
        return new RegionAccount(heap, region, resident, new Footprint(mappings), claimed);
    }

    private HeapAccount account(RecognisedHeap heap, List<RegionReport> reports, List<RegionResidence> residences) {
        return new HeapAccount(
                new AllocatorReport(
                        heap.identity(),
                        heap.releaseCall(),
                        heap.figures(),
                        reports,
                        heap.details(resident),
                        heap.highlights(),
                        heap.notes()),
                residences);
    }
}
