package lacuna.heap.snapshot;

import java.util.List;
import java.util.OptionalInt;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Violations;

/**
 * A heap of a snapshot: its walks pour the blocks that were poured when it was taken. What only the allocator itself could
 * tell is as it was told then; everything else is computed anew from the blocks.
 */
final class SnapshotHeap implements RecognisedHeap {
    private static final long[] NO_RANGES = {};

    private final SnapshotFile file;
    private final StoredHeap stored;
    private final List<SnapshotFile.Section> blocks;

    /** {@code blocks} are the sections of the regions, in their order. */
    SnapshotHeap(SnapshotFile file, StoredHeap stored, List<SnapshotFile.Section> blocks) {
        this.file = file;
        this.stored = stored;
        this.blocks = List.copyOf(blocks);
    }

    @Override
    public AllocatorIdentity identity() {
        return stored.identity();
    }

    @Override
    public List<Figure> figures() {
        return stored.figures();
    }

    @Override
    public List<String> notes() {
        return stored.notes();
    }

    @Override
    public List<Region> regions() {
        return stored.parts().stream().map(StoredHeap.Part::region).toList();
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        StoredHeap.Part part = stored.parts().get(region.index());
        CountingSink counting = new CountingSink(sink);
        try (SectionReader section = new SectionReader(file, blocks.get(region.index()))) {
            BlockReader.pour(section, part.records(), part.pieces(), new Bounded(file.limits(), counting));
        }
        // What the file says that nothing accounts for is believed only where its blocks account for all the rest.
        RegionReport counted = counting.report(part.region(), part.region().system(), new Violations());
        long residue = counted.residue() == 0 ? part.residue() : counted.residue();
        return new RegionReport(part.region(), counted.tally(), residue, part.violations());
    }

    /** There is no memory to read: what was recorded is the walk that was believed. */
    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        return walk(region, sink);
    }

    @Override
    public long[] ranges(List<Region> regions) {
        return NO_RANGES;
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        StoredHeap.Part part = stored.parts().get(region.index());
        return new Foretold(part.trim(), part.trimOfTop());
    }

    @Override
    public String releaseCall() {
        return stored.releaseCall();
    }

    @Override
    public boolean shrinksFromItsEnds() {
        return stored.shrinksFromItsEnds();
    }

    @Override
    public OptionalInt cacheOwner(long address) {
        return stored.parts().stream()
                .map(part -> part.owners().of(address))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        return stored.details();
    }

    @Override
    public List<HeapThread> threads() {
        return stored.threads();
    }

    @Override
    public List<String> highlights() {
        return stored.highlights();
    }

    private record Bounded(Limits limits, BlockSink next) implements BlockSink {
        @Override
        public void block(long address, long size, BlockState state) {
            limits.blockBytes(size);
            next.block(address, size, state);
        }

        @Override
        public void blocks(long address, long size, int count, BlockState state) {
            limits.blockBytes(size * count);
            next.blocks(address, size, count, state);
        }
    }

    /** What was foretold when the snapshot was taken. */
    private record Foretold(long releasable, long releasableOfTop) implements ReleaseForecast {
        @Override
        public void block(long address, long size, BlockState state) {}

        @Override
        public void blocks(long address, long size, int count, BlockState state) {}
    }
}
