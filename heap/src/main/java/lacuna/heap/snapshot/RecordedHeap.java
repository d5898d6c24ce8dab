package lacuna.heap.snapshot;

import java.util.List;
import java.util.OptionalInt;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;

/** A heap whose walks are recorded; in everything else it is the heap itself. */
final class RecordedHeap implements RecognisedHeap {
    private final RecognisedHeap heap;
    private final Recordings recordings;
    private CacheOwners owners;

    RecordedHeap(RecognisedHeap heap, Recordings recordings) {
        this.heap = heap;
        this.recordings = recordings;
        this.owners = recordings.ownersOf(heap);
    }

    @Override
    public AllocatorIdentity identity() {
        return heap.identity();
    }

    @Override
    public List<Figure> figures() {
        return heap.figures();
    }

    @Override
    public List<String> notes() {
        return heap.notes();
    }

    @Override
    public List<Region> regions() {
        return heap.regions();
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        owners = recordings.ownersOf(heap);
        return recordings.record(owners, sink, teller -> heap.walk(region, teller));
    }

    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        owners = recordings.ownersOf(heap);
        return recordings.record(owners, sink, teller -> heap.walkAgain(region, memory, teller));
    }

    @Override
    public long[] ranges(List<Region> regions) {
        return heap.ranges(regions);
    }

    @Override
    public List<HeapThread> threads() {
        return heap.threads();
    }

    @Override
    public boolean shrinksFromItsEnds() {
        return heap.shrinksFromItsEnds();
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        return heap.forecast(region, resident);
    }

    @Override
    public String releaseCall() {
        return heap.releaseCall();
    }

    /** Asked by the account while, or directly after, a region is walked: what it learns is recorded with that region. */
    @Override
    public OptionalInt cacheOwner(long address) {
        return owners.of(address);
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        return heap.details(resident);
    }

    @Override
    public List<String> highlights() {
        return heap.highlights();
    }
}
