package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockRun;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.map.MapEntry;
import lacuna.linux.proc.Mapping;

/** Makes the account of an allocator, region by region. */
final class Accounting {
    /** How a region is walked: from the image, or from a copy of one moment. */
    @FunctionalInterface
    interface Walk {
        RegionReport walk(Region region, BlockSink sink);
    }

    /**
     * What heaps are laid over: the mappings, with the kernel's figures of them.
     *
     * @param pagesPerCell of the picture that is wanted; empty where none is
     */
    record Ground(List<MapEntry> entries, List<Mapping> mappings, Optional<Integer> pagesPerCell) {
        static Ground of(List<MapEntry> entries, ResidentLedger.Measure measure, HeapOptions.Picture picture) {
            long bytes = entries.stream().mapToLong(measure::bytesOf).sum();
            return new Ground(
                    entries,
                    entries.stream().map(MapEntry::mapping).toList(),
                    switch (picture) {
                        case NONE -> Optional.empty();
                        case PAGES -> Optional.of(PagePicture.pagesPerCell(bytes));
                    });
        }
    }

    /** A region walked once. */
    private record Walked(RegionReport report, RegionResidence residence, List<PageStrip> strip) {}

    private final Ground ground;
    private final ThreadRoster threads;
    private final ResidentBytes resident;
    private final Claims claimed;

    /** {@code claimed} is what heaps that were walked before have; {@link #claim} adds to it. */
    Accounting(Ground ground, ThreadRoster threads, ResidentBytes resident, Claims claimed) {
        this.ground = ground;
        this.threads = threads;
        this.resident = resident;
        this.claimed = claimed;
    }

    HeapAccount of(RecognisedHeap heap, Walk walk) {
        List<RegionReport> reports = new ArrayList<>();
        List<RegionResidence> residences = new ArrayList<>();
        List<PageStrip> strips = new ArrayList<>();
        for (Region region : heap.regions()) {
            Walked walked = walked(heap, region, walk);
            reports.add(walked.report());
            residences.add(walked.residence());
            strips.addAll(walked.strip());
        }
        return account(heap, reports, residences, strips);
    }

    /** As {@code before}, with {@code region} walked anew. */
    HeapAccount with(HeapAccount before, RecognisedHeap heap, Region region, Walk walk) {
        List<RegionReport> reports = new ArrayList<>(before.report().regions());
        List<RegionResidence> residences = new ArrayList<>(before.residences());
        List<PageStrip> strips = new ArrayList<>(before.strips());
        Walked walked = walked(heap, region, walk);
        if (walked.report().isConsistent()) {
            reports.set(region.index(), walked.report());
            residences.set(region.index(), walked.residence());
            walked.strip().forEach(strip -> strips.set(region.index(), strip));
        }
        return account(heap, reports, residences, strips);
    }

    /** The memory of {@code account} belongs to it, whichever block of another heap it lies in. */
    void claim(HeapAccount account) {
        account.residences().forEach(region -> region.footprint().claim(claimed));
        claimed.join();
    }

    private Walked walked(RecognisedHeap heap, Region region, Walk walk) {
        RegionAccount account = new RegionAccount(heap, region, resident, new Footprint(ground.mappings()), claimed);
        if (ground.pagesPerCell().isEmpty()) {
            RegionReport report = walk.walk(region, account);
            return new Walked(report, account.finish(), List.of());
        }
        PageStrip strip = new PageStrip(
                ground.mappings(), resident, claimed, ground.pagesPerCell().get());
        RegionReport report = walk.walk(region, new Both(account, strip));
        return new Walked(report, account.finish(), List.of(strip.finish()));
    }

    private HeapAccount account(
            RecognisedHeap heap, List<RegionReport> reports, List<RegionResidence> residences, List<PageStrip> strips) {
        return new HeapAccount(
                new AllocatorReport(
                        heap.identity(),
                        heap.releaseCall(),
                        heap.shrinksFromItsEnds(),
                        heap.figures(),
                        reports,
                        heap.details(resident),
                        heap.highlights(),
                        heap.notes()),
                residences,
                strips,
                threads.accounts(heap, residences),
                Seen.by(resident, ground.mappings(), residences));
    }

    /** Each of two sinks gets all blocks; one that lets another thread fill what lies behind does so only with the other. */
    record Both(BlockSink first, BlockSink second) implements BlockSink {
        @Override
        public void block(long address, long size, BlockState state) {
            first.block(address, size, state);
            second.block(address, size, state);
        }

        @Override
        public void blocks(long address, long size, int count, BlockState state) {
            first.blocks(address, size, count, state);
            second.blocks(address, size, count, state);
        }

        @Override
        public void run(BlockRun run) {
            first.run(run);
            second.run(run);
        }

        @Override
        public long unclaimed(long address) {
            return first.unclaimed(address);
        }

        @Override
        public Optional<BlockSink> behind() {
            return second.behind().flatMap(other -> first.behind().map(one -> new Both(one, other)));
        }

        @Override
        public void join() {
            first.join();
            second.join();
        }
    }
}
