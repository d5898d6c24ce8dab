package lacuna.heap.mimalloc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** One mimalloc in one image: the segments of each of its threads, and those of none, as regions to walk. */
final class MimallocHeap implements RecognisedHeap {
    private final Place place;
    private final List<Mapping> mappings;
    private final MimallocTables first;
    private final Regions regions;
    /** Of the last walk of each region. */
    private final Map<Integer, PageSums> sums = new HashMap<>();

    private MimallocTables last;
    private List<String> highlights = List.of();

    MimallocHeap(MemoryImage image, ByteReader memory, Place place) {
        this.place = place;
        this.mappings = image.mappings();
        this.first = new MimallocTables(place, mappings, memory);
        this.last = first;
        this.regions = Regions.of(image.facts(), first.segments());
    }

    @Override
    public AllocatorIdentity identity() {
        boolean isPython = !place.python().isEmpty();
        Vocabulary words = Vocabulary.of(isPython ? "Python" : "mimalloc")
                .with(BlockState.FREE, "free in pages")
                .with(BlockState.CACHED, "in empty pages and spans")
                .with(BlockState.TOP, "never used")
                .with(BlockState.OVERHEAD, "its own and padding");
        return new AllocatorIdentity(
                isPython ? "CPython mimalloc" : "mimalloc",
                words,
                place.python(),
                "segments of " + place.layout().versions(),
                place.evidence(),
                place.object());
    }

    @Override
    public List<Figure> figures() {
        return words().figures();
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public List<Region> regions() {
        return regions.regions();
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        last = first;
        return walked(region, sink);
    }

    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        if (!last.source().equals(memory)) {
            last = new MimallocTables(place, mappings, memory);
        }
        return walked(region, sink);
    }

    private RegionReport walked(Region region, BlockSink sink) {
        PageSums found = new PageSums();
        sums.put(region.index(), found);
        return last.walk(region, sink, found);
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        return first.ranges(wanted);
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        return ReleaseForecast.NOTHING;
    }

    /** None that a program can be made to call: mi_collect() leaves free spans of segments in use where they are. */
    @Override
    public String releaseCall() {
        return "";
    }

    @Override
    public boolean shrinksFromItsEnds() {
        return false;
    }

    @Override
    public List<HeapThread> threads() {
        return regions.threads();
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        MimallocWords words = words();
        highlights = words.highlights(resident);
        return words.details(resident);
    }

    /** By the residency of the last {@link #details}. */
    @Override
    public List<String> highlights() {
        return highlights;
    }

    private MimallocWords words() {
        PageSums all = new PageSums();
        sums.values().forEach(all::add);
        return new MimallocWords(all, place);
    }
}
