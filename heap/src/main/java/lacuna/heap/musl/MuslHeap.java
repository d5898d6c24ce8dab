package lacuna.heap.musl;

import java.util.List;
import java.util.OptionalLong;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.MemoryImage;

/** musl's malloc in one image: one region, for all threads share it. */
final class MuslHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("malloc").with(BlockState.CACHED, "in empty groups");

    private final Place place;
    private final MuslTables first;
    private final Region region;
    private MuslTables last;
    private long live;

    MuslHeap(MemoryImage image, Place place) {
        this.place = place;
        this.first = new MuslTables(place, image::read);
        this.last = first;
        this.region = new Region(0, "main", "all groups", place.context(), 0, OptionalLong.empty(), first.system());
    }

    @Override
    public AllocatorIdentity identity() {
        String layout = switch (place.layout()) {
            case BUILT_PAGE -> "mallocng of 1.2.1 and later";
            case RUN_TIME_PAGE -> "mallocng of 1.2.1 and later, page size of the running kernel";
        };
        return new AllocatorIdentity("musl", WORDS, "", layout, place.evidence(), place.object());
    }

    @Override
    public List<Figure> figures() {
        return List.of(Figure.count("groups", last.sums().groups()));
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public List<Region> regions() {
        return List.of(region);
    }

    @Override
    public RegionReport walk(Region wanted, BlockSink sink) {
        last = first;
        return remembered(first.walk(wanted, sink));
    }

    @Override
    public RegionReport walkAgain(Region wanted, ByteReader memory, BlockSink sink) {
        if (!last.source().equals(memory)) {
            last = new MuslTables(place, memory);
        }
        return remembered(last.walk(wanted, sink));
    }

    private RegionReport remembered(RegionReport report) {
        live = report.tally().bytes(BlockState.LIVE);
        return report;
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        return first.ranges();
    }

    @Override
    public ReleaseForecast forecast(Region wanted, ResidentBytes resident) {
        return ReleaseForecast.NOTHING;
    }

    @Override
    public String releaseCall() {
        return "";
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        return List.of(last.sums().detail());
    }

    @Override
    public List<String> highlights() {
        return last.sums().highlights(live);
    }
}
