package lacuna.heap.cpython;

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
import lacuna.heap.block.Violations;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.MemoryImage;

/** The small objects of one interpreter: its arenas together are one region, for they share their lists. */
final class PythonHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("Python")
            .with(BlockState.FREE, "free in pools")
            .with(BlockState.CACHED, "in free pools")
            .with(BlockState.TOP, "never used");

    private final Place place;
    private final PythonTables first;
    private final Region region;
    private PythonTables last;

    PythonHeap(MemoryImage image, Place place) {
        this.place = place;
        this.first = new PythonTables(place, image::read);
        this.last = first;
        ArenaTable table = first.arenas(new Violations());
        this.region = new Region(
                0,
                "interpreter",
                "interpreter",
                place.lists(),
                table.arenas().size(),
                OptionalLong.empty(),
                table.held() * place.layout().arena());
    }

    @Override
    public AllocatorIdentity identity() {
        String layout = "pools and arenas of " + place.layout().versions()
                + switch (place.counting()) {
                    case BY_STATE -> ", state of 3.12 and later";
                    case BY_TABLE -> "";
                };
        return new AllocatorIdentity("CPython", WORDS, place.version(), layout, place.evidence(), place.object());
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
        return List.of(region);
    }

    @Override
    public RegionReport walk(Region wanted, BlockSink sink) {
        last = first;
        return first.walk(wanted, sink);
    }

    @Override
    public RegionReport walkAgain(Region wanted, ByteReader memory, BlockSink sink) {
        if (!last.source().equals(memory)) {
            last = new PythonTables(place, memory);
        }
        return last.walk(wanted, sink);
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
        return words().details();
    }

    @Override
    public List<String> highlights() {
        return words().highlights();
    }

    private PythonWords words() {
        return new PythonWords(last.sums(), place.layout());
    }
}
