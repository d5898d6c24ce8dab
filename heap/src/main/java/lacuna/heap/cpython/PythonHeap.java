package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
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

/** The small objects of a Python: the arenas of each interpreter together are one region, for they share their lists. */
final class PythonHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("Python")
            .with(BlockState.FREE, "free in pools")
            .with(BlockState.CACHED, "in free pools")
            .with(BlockState.TOP, "never used");

    private final PythonProgram program;
    private final List<Region> regions;
    private final List<PythonTables> first;
    private final PythonTables[] last;

    PythonHeap(ByteReader memory, PythonProgram program) {
        this.program = program;
        this.first = program.owners().stream()
                .map(owner -> new PythonTables(owner, memory))
                .toList();
        this.last = new PythonTables[first.size()];
        List<Region> all = new ArrayList<>();
        for (Owner owner : program.owners()) {
            ArenaTable table = first.get(all.size()).arenas(new Violations());
            all.add(new Region(
                    all.size(),
                    owner.kind(),
                    owner.name(),
                    owner.address(),
                    table.arenas().size(),
                    OptionalLong.empty(),
                    table.held() * owner.place().layout().arena()));
        }
        this.regions = List.copyOf(all);
    }

    @Override
    public AllocatorIdentity identity() {
        Place main = program.owners().getFirst().place();
        String state = switch (main) {
            case Place.Tables tables when tables.counting() == Place.Counting.BY_STATE -> ", state of 3.12 and later";
            case Place.Tables _, Place.Left _ -> "";
        };
        String layout = "pools and arenas of " + main.layout().versions() + state;
        return new AllocatorIdentity("CPython", WORDS, program.version(), layout, program.evidence(), program.object());
    }

    @Override
    public List<Figure> figures() {
        return words().figures();
    }

    @Override
    public List<String> notes() {
        return program.notes();
    }

    @Override
    public List<Region> regions() {
        return regions;
    }

    @Override
    public RegionReport walk(Region wanted, BlockSink sink) {
        return walk(wanted, first.get(wanted.index()), sink);
    }

    @Override
    public RegionReport walkAgain(Region wanted, ByteReader still, BlockSink sink) {
        return walk(wanted, new PythonTables(program.owners().get(wanted.index()), still), sink);
    }

    private RegionReport walk(Region wanted, PythonTables tables, BlockSink sink) {
        last[wanted.index()] = tables;
        return tables.walk(wanted, sink);
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        List<long[]> ranges = new ArrayList<>();
        wanted.forEach(region -> first.get(region.index()).addRanges(ranges));
        return Ranges.joined(ranges);
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
        return new PythonWords(IntStream.range(0, regions.size())
                .mapToObj(i -> new PythonWords.Part(program.owners().get(i), sums(regions.get(i))))
                .toList());
    }

    /** What the last walk of {@code region} found; of one that was read before it was this heap's, what is there now. */
    PoolSums sums(Region region) {
        if (last[region.index()] == null) {
            walk(region, BlockSink.NONE);
        }
        return last[region.index()].sums();
    }
}
