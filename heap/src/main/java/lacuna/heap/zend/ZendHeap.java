package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import lacuna.heap.block.Violations;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.OpcacheReport;
import lacuna.heap.php.PhpProgram;
import lacuna.heap.php.PointerMap;
import lacuna.heap.php.StartEnvironment;

/** PHP's heaps in one image, as regions to walk: one, or one for each thread. */
final class ZendHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("PHP")
            .with(BlockState.CACHED, "in cached chunks")
            .with(BlockState.TOP, "free at the ends of chunks");

    private final MemoryImage image;
    private final DataMemory data;
    private final List<HeapPlace> places;
    private final Optional<PhpProgram> program;
    private final Optional<OpcacheFigures> opcache;
    private final Optional<PointerMap> pointers;
    private final List<Region> regions = new ArrayList<>();
    private final WalkedHeap[] walked;

    ZendHeap(MemoryImage image, DataMemory data, List<HeapPlace> places, Optional<PhpProgram> program) {
        this.image = image;
        this.data = data;
        this.places = List.copyOf(places);
        this.program = program;
        this.opcache = OpcacheFigures.of(image);
        this.pointers = program.flatMap(found -> PointerMap.of(image, found));
        this.walked = new WalkedHeap[places.size()];
        Arrays.fill(walked, WalkedHeap.NONE);
        ChunkHeader header = new ChunkHeader(image::read);
        for (HeapPlace place : places) {
            regions.add(region(place, header));
        }
    }

    @Override
    public AllocatorIdentity identity() {
        List<String> evidence = new ArrayList<>();
        if (!places.isEmpty()) {
            evidence.add("main chunks that lead to themselves");
            evidence.add("page maps that agree with the free pages");
        }
        program.ifPresent(found -> evidence.add("the names that " + found.object() + " exports"));
        String layout = places.isEmpty()
                ? "no chunks"
                : "chunks with a heap of " + places.getFirst().layout().heapBytes() + " bytes, of "
                        + places.getFirst().layout().versions();
        return new AllocatorIdentity(
                "Zend MM",
                WORDS,
                program.map(found -> found.version().text()).orElse(""),
                layout,
                evidence,
                program.map(PhpProgram::object).orElse(image.facts().executable()));
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(ZendFigures.of(List.of(walked)));
        opcache.ifPresent(found -> figures.addAll(OpcacheReport.figures(found)));
        pointers.ifPresent(found -> figures.addAll(found.figures()));
        return figures;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (places.isEmpty()) {
            notes.add(
                    StartEnvironment.has(image, "USE_ZEND_ALLOC=0")
                            ? "USE_ZEND_ALLOC=0 is set: PHP's own allocator is off, its memory is malloc's"
                            : "PHP's own allocator has no chunks: its memory is malloc's");
        }
        for (WalkedHeap heap : walked) {
            if (!heap.isKeptCounted()) {
                notes.add("this PHP leaves cached chunks out of memory_get_usage(true)");
            }
            if (heap.fields().filter(HeapFields::isCustom).isPresent()) {
                notes.add(
                        "an extension has put its own functions before PHP's allocator; the chunks are in use all the same");
            }
        }
        return notes.stream().distinct().toList();
    }

    @Override
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        return walkAgain(region, image::read, sink);
    }

    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        Violations violations = new Violations();
        CountingSink counting = new CountingSink(sink);
        HeapPlace place = places.get(region.index());
        WalkedHeap heap = HeapWalk.walk(place, memory, data, counting, violations);
        walked[region.index()] = heap;
        Region now = new Region(
                region.index(),
                region.kind(),
                region.name(),
                region.address(),
                heap.pieces(),
                region.threads(),
                heap.system());
        return counting.report(now, heap.system(), violations);
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        return ReadRanges.of(
                wanted.stream().map(region -> places.get(region.index())).toList(), image::read, data);
    }

    @Override
    public String releaseCall() {
        return "gc_mem_caches()";
    }

    /** What the call gives back is told by the walk's own sums, which are complete when it is asked for. */
    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        return new ReleaseForecast() {
            @Override
            public void block(long address, long size, BlockState state) {}

            @Override
            public void blocks(long address, long size, int count, BlockState state) {}

            @Override
            public long releasable() {
                return GcForecast.of(walked[region.index()]).residentBytes(resident);
            }
        };
    }

    @Override
    public List<Detail> details(ResidentBytes resident) {
        return places.isEmpty() ? List.of() : ZendDetails.of(List.of(walked), resident);
    }

    @Override
    public List<String> highlights() {
        List<String> highlights = new ArrayList<>(ZendHighlights.of(List.of(walked)));
        opcache.ifPresent(found -> highlights.addAll(OpcacheReport.highlights(found)));
        pointers.ifPresent(found -> highlights.addAll(found.highlights()));
        return highlights;
    }

    private Region region(HeapPlace place, ChunkHeader header) {
        int index = regions.size();
        boolean isRead = header.read(place.mainChunk());
        return new Region(
                index,
                "heap",
                places.size() == 1 ? "PHP heap" : "PHP heap " + (index + 1),
                place.heap(),
                1,
                OptionalLong.empty(),
                isRead ? HeapFields.in(header, place.layout()).realSize() : 0);
    }
}
