package lacuna.heap.jemalloc;

import java.util.ArrayList;
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
import lacuna.linux.proc.Mapping;

/** One jemalloc in one image: its own memory and each of its arenas, as regions to walk. */
final class JemallocHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("jemalloc")
            .with(BlockState.FREE, "free in slabs")
            .with(BlockState.CACHED, "in dirty extents")
            .with(BlockState.LAZILY_FREED, "in muzzy extents")
            .with(BlockState.GIVEN_BACK, "in retained extents")
            .with(BlockState.OVERHEAD, "its own and padding");

    private final Place place;
    private final Addresses addresses;
    private final JemallocTables first;
    private final List<Region> regions;
    private JemallocTables last;
    private Highlights highlights = Highlights.NONE;

    JemallocHeap(List<Mapping> mappings, ByteReader memory, Place place) {
        this.place = place;
        this.addresses = new Addresses(mappings);
        this.first = new JemallocTables(place, addresses, memory);
        this.last = first;
        this.regions = regions(first);
    }

    @Override
    public AllocatorIdentity identity() {
        String layout = "extents of " + place.layout().versions() + ", a radix tree of "
                + place.layout().addressBits() + " bits"
                + (last.extents().hasSizesBetweenClasses() ? ", no classes of large sizes (5.3.1)" : "");
        return new AllocatorIdentity("jemalloc", WORDS, place.version(), layout, place.evidence(), place.object());
    }

    @Override
    public List<Figure> figures() {
        ExtentSums sums = ExtentSums.of(last.extents(), (_, _) -> 0);
        long active = sums.of(ExtentUse.SLAB).bytes() + sums.of(ExtentUse.LARGE).bytes();
        return List.of(
                Figure.bytes("allocated", sums.allocated()),
                Figure.bytes("active", active),
                Figure.bytes("dirty", sums.of(ExtentUse.DIRTY).bytes()),
                Figure.bytes("muzzy", sums.of(ExtentUse.MUZZY).bytes()),
                Figure.bytes("retained", sums.of(ExtentUse.RETAINED).bytes()),
                Figure.bytes("metadata_mapped", last.blocks().bytes()));
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("of jemalloc, live counts what its thread caches hold: they cannot be told apart from outside");
        if (last.extents().hasHugePages()) {
            notes.add("jemalloc's huge page allocator (hpa) is on: what it keeps free is in none of these figures");
        }
        if (!last.blocks().strays().isEmpty()) {
            notes.add(
                    last.blocks().strays().size() + " pages of jemalloc's tables lie in no block of it that was found");
        }
        return notes;
    }

    @Override
    public List<Region> regions() {
        return regions;
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        last = first;
        return first.walk(region, sink);
    }

    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        if (!last.source().equals(memory)) {
            last = new JemallocTables(place, addresses, memory);
        }
        return last.walk(region, sink);
    }

    /** All regions have their tables in the same memory. */
    @Override
    public long[] ranges(List<Region> wanted) {
        return first.ranges();
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        return new PurgeForecast(resident);
    }

    /** 4096 stands for all arenas (MALLCTL_ARENAS_ALL). */
    @Override
    public String releaseCall() {
        return "mallctl(\"arena.4096.purge\")";
    }

    /** Any extent that is free can be given back, wherever it lies. */
    @Override
    public boolean shrinksFromItsEnds() {
        return false;
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        ExtentSums sums = ExtentSums.of(last.extents(), resident);
        highlights = new Highlights(sums);
        return List.of(sums.bins(), sums.extents());
    }

    /** By the residency of the last {@link #details}. */
    @Override
    public List<String> highlights() {
        return highlights.sentences();
    }

    private static List<Region> regions(JemallocTables tables) {
        List<Region> regions = new ArrayList<>();
        regions.add(new Region(
                0,
                "metadata",
                "jemalloc's own tables",
                0,
                tables.blocks().blocks().size(),
                OptionalLong.empty(),
                tables.blocks().bytes()));
        tables.extents().arenas().stream()
                .forEach(arena -> regions.add(new Region(
                        regions.size(),
                        "arena",
                        "jemalloc arena " + arena,
                        arena,
                        tables.pieces(arena),
                        OptionalLong.empty(),
                        tables.system(arena))));
        return List.copyOf(regions);
    }
}
