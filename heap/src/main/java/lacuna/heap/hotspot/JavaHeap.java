package lacuna.heap.hotspot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Unit;
import lacuna.heap.block.Violations;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;
import lacuna.linux.text.ByteSize;

/** The Java heap of one VM: each kind of regions or spaces is a region here. What of it is garbage, no table tells. */
final class JavaHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("Java heap")
            .with(BlockState.LIVE, "used")
            .with(BlockState.CACHED, "free regions")
            .with(BlockState.TOP, "free above what is used");
    private static final List<Detail.Column> COLUMNS = List.of(
            new Detail.Column("regions", Unit.COUNT),
            new Detail.Column("size", Unit.BYTES),
            new Detail.Column("used", Unit.BYTES),
            new Detail.Column("free", Unit.BYTES),
            new Detail.Column("freeResident", Unit.BYTES));
    private static final long PAGE = 4096;

    private final HotSpotTable table;
    private final String version;
    private final long[] closedStarts;
    private final long[] closedEnds;
    private final JavaSpaces first;
    private final List<Region> regions = new ArrayList<>();
    private JavaSpaces last;
    private ByteReader lastSource;
    private long freeResident;

    JavaHeap(MemoryImage image, HotSpotTable table, String version, JavaSpaces spaces) {
        this.table = table;
        this.version = version;
        // What the VM took back from its heap it keeps without access.
        List<Mapping> closed = image.mappings().stream()
                .filter(mapping -> mapping.isInaccessible() && mapping.start() >= 0)
                .toList();
        closedStarts = closed.stream().mapToLong(Mapping::start).toArray();
        closedEnds = closed.stream().mapToLong(Mapping::end).toArray();
        first = spaces;
        last = spaces;
        lastSource = image::read;
        for (Space.Kind kind : Space.Kind.values()) {
            if (!spaces.of(kind).isEmpty()) {
                regions.add(region(regions.size(), kind));
            }
        }
    }

    @Override
    public AllocatorIdentity identity() {
        return new AllocatorIdentity(
                "HotSpot",
                WORDS,
                version,
                first.collector().words() + " collector, by the VM's own tables",
                List.of("the tables that libjvm exports", "the collector's own data"),
                table.library());
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                Figure.count("regions", last.spaces().size()),
                Figure.bytes(
                        "committed",
                        isWalked() ? committed().stream().mapToLong(Space::size).sum() : last.capacity()),
                Figure.bytes("used", last.used()),
                Figure.bytes("outside_eden", last.settled()),
                Figure.count("collections", last.collections().begun()),
                Figure.count("in_collection", last.collections().running() ? 1 : 0));
    }

    @Override
    public List<String> notes() {
        return isWalked()
                ? List.of()
                : List.of(
                        "of ZGC the used bytes and the collections are read, by its own counters; where its objects lie"
                                + " is not");
    }

    private boolean isWalked() {
        return first.collector() != Collector.Z;
    }

    @Override
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        last = first;
        return poured(region, sink);
    }

    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        if (!lastSource.equals(memory)) {
            last = JavaSpaces.read(table, memory).orElse(first);
            lastSource = memory;
        }
        return poured(region, sink);
    }

    private RegionReport poured(Region region, BlockSink sink) {
        Violations violations = new Violations();
        if (region.index() == 0) {
            last.violations().forEach(broken -> violations.add(broken.what(), broken.firstAt()));
        }
        CountingSink counting = new CountingSink(sink);
        Space.Kind kind = kindOf(region);
        for (Space space : committed()) {
            if (space.kind() == kind) {
                pour(space, counting);
            }
        }
        Region now = region(region.index(), kind);
        return counting.report(now, now.system(), violations);
    }

    private static void pour(Space space, BlockSink sink) {
        if (space.used() > 0) {
            sink.block(space.start(), space.used(), BlockState.LIVE);
        }
        if (space.top() < space.end()) {
            boolean isWhole = space.kind() == Space.Kind.FREE;
            sink.block(space.top(), space.end() - space.top(), isWhole ? BlockState.CACHED : BlockState.TOP);
        }
    }

    private Region region(int index, Space.Kind kind) {
        List<Space> spaces =
                committed().stream().filter(space -> space.kind() == kind).toList();
        return new Region(
                index,
                kind.word(),
                kind.words(),
                0,
                spaces.size(),
                OptionalLong.empty(),
                spaces.stream().mapToLong(Space::size).sum());
    }

    private static Space.Kind kindOf(Region region) {
        for (Space.Kind kind : Space.Kind.values()) {
            if (kind.word().equals(region.kind())) {
                return kind;
            }
        }
        return Space.Kind.FREE;
    }

    /** A region that the VM gave back stays in its table, and is no memory of it. */
    private List<Space> committed() {
        return last.spaces().stream()
                .filter(space -> space.kind() != Space.Kind.FREE || !isClosed(space.start()))
                .toList();
    }

    private boolean isClosed(long address) {
        int index = Arrays.binarySearch(closedStarts, address);
        int below = index >= 0 ? index : -index - 2;
        return below >= 0 && address < closedEnds[below];
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        List<long[]> tables = new ArrayList<>(first.tables());
        tables.sort((a, b) -> Long.compare(a[0], b[0]));
        long[] pairs = new long[2 * tables.size()];
        int count = 0;
        for (long[] each : tables) {
            long start = each[0] & -PAGE;
            long end = (each[1] + PAGE - 1) & -PAGE;
            if (count > 0 && start <= pairs[count - 1]) {
                pairs[count - 1] = Math.max(pairs[count - 1], end);
            } else {
                pairs[count++] = start;
                pairs[count++] = end;
            }
        }
        return Arrays.copyOf(pairs, count);
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        return ReleaseForecast.NOTHING;
    }

    @Override
    public String releaseCall() {
        return "";
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        freeResident = 0;
        if (!isWalked()) {
            return List.of();
        }
        Map<Space.Kind, long[]> sums = new EnumMap<>(Space.Kind.class);
        for (Space space : committed()) {
            long[] sum = sums.computeIfAbsent(space.kind(), _ -> new long[COLUMNS.size()]);
            long free = resident.between(space.top(), space.end());
            sum[0]++;
            sum[1] += space.size();
            sum[2] += space.used();
            sum[3] += space.end() - space.top();
            sum[4] += free;
            freeResident += free;
        }
        List<Detail.Row> rows = new ArrayList<>();
        sums.forEach((kind, sum) ->
                rows.add(new Detail.Row(kind.words(), Arrays.stream(sum).boxed().toList())));
        return List.of(new Detail("regions", "JAVA HEAP", COLUMNS, rows));
    }

    /** By what {@link #details} found resident. */
    @Override
    public List<String> highlights() {
        return freeResident < 1 << 20
                ? List.of()
                : List.of(ByteSize.of(freeResident)
                        + " of the Java heap are resident and free: -XX:MaxHeapFreeRatio or a lower -Xmx limits them");
    }
}
