package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Figure;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Team;
import lacuna.heap.block.Violations;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** glibc's malloc in one image: its arenas, as regions to walk. */
final class GlibcHeap implements RecognisedHeap {
    private static final Vocabulary WORDS = Vocabulary.of("malloc").with(BlockState.CACHED, "in fast bins");

    private final MemoryImage image;
    private final Place place;
    private final HeapTables first;
    private final List<Region> regions = new ArrayList<>();
    private HeapTables last;

    GlibcHeap(MemoryImage image, Place place, Team team) {
        this.image = image;
        this.place = place;
        this.first = new HeapTables(image, place, image::read, team);
        this.last = first;
        for (Arena arena : first.ring().arenas()) {
            regions.add(region(regions.size(), arena, first));
        }
        regions.add(new Region(
                regions.size(),
                RegionKind.MAPPED.word(),
                RegionKind.MAPPED.nameAt(0),
                0,
                place.parameters().mappedCount(),
                OptionalLong.empty(),
                place.parameters().mappedBytes()));
    }

    @Override
    public AllocatorIdentity identity() {
        String layout = "malloc_state of " + place.layout().versions() + ", malloc_par of "
                + place.parameters().layout().versions()
                + last.caches().caches().stream()
                        .findFirst()
                        .map(cache -> ", tcache of " + cache.layout().versions())
                        .orElse("");
        return new AllocatorIdentity("glibc", WORDS, place.version(), layout, place.evidence(), place.object());
    }

    @Override
    public List<Figure> figures() {
        return place.parameters().figures();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!last.ring().isClosed()) {
            notes.add("the ring of arenas is broken behind "
                    + last.ring().arenas().size() + " arenas");
        }
        if (last.drift() > 0) {
            notes.add(
                    "glibc itself counts " + last.drift()
                            + " bytes of mappings that are not there: this version miscounts at each realloc of a mapped block");
        }
        return notes;
    }

    @Override
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    @Override
    public RegionReport walk(Region region, BlockSink sink) {
        return first.walk(region, sink);
    }

    @Override
    public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
        if (!last.source().equals(memory)) {
            last = new HeapTables(image, place, memory, Team.ALONE);
        }
        return last.walk(region, sink);
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        return first.rangesOf(wanted);
    }

    @Override
    public String releaseCall() {
        return "malloc_trim(0)";
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        long breakEnd = switch (RegionKind.of(region)) {
            case MAIN -> breakEnd();
            case THREAD, MAPPED -> 0;
        };
        return new TrimForecast(breakEnd, place.parameters(), resident);
    }

    @Override
    public OptionalInt cacheOwner(long address) {
        for (ThreadCache cache : last.caches().caches()) {
            if (cache.holds(address)) {
                return cache.tid();
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public List<HeapThread> threads() {
        Map<Integer, Long> arenas = last.arenasOfThreads();
        Map<Integer, HeapThread.Cache> caches = last.cachesOfThreads();
        return image.facts().threads().stream()
                .map(thread -> new HeapThread(
                        thread.tid(),
                        regionOf(Optional.ofNullable(arenas.get(thread.tid()))),
                        Optional.ofNullable(caches.get(thread.tid()))))
                .toList();
    }

    /** Where the break may be; 0 where no memory came from it. */
    private long breakEnd() {
        boolean isScattered = first.ring().arenas().stream()
                .findFirst()
                .filter(Arena::isNoncontiguous)
                .isPresent();
        return isScattered
                ? image.mappings().stream()
                        .filter(mapping -> mapping.path().equals("[heap]"))
                        .mapToLong(Mapping::end)
                        .findFirst()
                        .orElse(0)
                : MainHeaps.breakEnd(image.mappings(), place.parameters().sbrkBase());
    }

    private OptionalInt regionOf(Optional<Long> arena) {
        return regions.stream()
                .filter(region -> arena.isPresent() && region.address() == arena.get())
                .mapToInt(Region::index)
                .findFirst();
    }

    private static Region region(int index, Arena arena, HeapTables tables) {
        RegionKind kind = index == 0 ? RegionKind.MAIN : RegionKind.THREAD;
        return new Region(
                index,
                kind.word(),
                kind.nameAt(arena.address()),
                arena.address(),
                Math.max(1, tables.pieces(arena, new Violations()).size()),
                arena.attachedThreads(),
                arena.systemMemory());
    }
}
