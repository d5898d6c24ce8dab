package lacuna.heap.glibc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Team;
import lacuna.heap.block.Violations;
import lacuna.heap.image.MemoryImage;

/** All tables as some bytes have them: of a process that runs, or of one moment. */
final class HeapTables {
    private static final long PAGE = 4096;
    private static final long GROWTH = 16L << 20;

    private final MemoryImage image;
    private final Place place;
    private final ByteReader source;
    private final Team team;
    private final MemoryWindow stream;
    private final MemoryWindow glance;
    private final ArenaRing ring;
    private final ArenaPieces pieces;
    private final AddressRanges heaps;
    private final AddressRanges library = new AddressRanges();
    private final Parameters parameters;
    private final ThreadCaches threadCaches;
    private long drift;

    /** A {@code team} of several reads what {@code image} reads, and nothing else. */
    HeapTables(MemoryImage image, Place place, ByteReader memory, Team team) {
        this.image = image;
        this.place = place;
        source = memory;
        this.team = team;
        stream = new MemoryWindow(memory, MemoryWindow.STREAM);
        glance = new MemoryWindow(memory, MemoryWindow.GLANCE);
        pieces = new ArenaPieces(image.mappings(), place, stream, glance);
        ring = pieces.ring();
        parameters = pieces.parameters();
        heaps = pieces.all();
        for (int i = 0; i < place.writable().size(); i += 2) {
            library.add(place.writable().get(i), place.writable().get(i + 1));
        }
        // The cache of a thread that has none may lie in what the loader made read-only again.
        image.mappings().stream()
                .filter(mapping -> mapping.path().equals(place.object()))
                .forEach(mapping -> library.add(mapping.start(), mapping.end()));
        threadCaches = parameters.layout().hasThreadCaches() ? findCaches() : ThreadCaches.NONE;
    }

    /** By the threads; where there are more arenas than caches, also what threads left that are no more. */
    private ThreadCaches findCaches() {
        ThreadCaches byThreads = ThreadCaches.byThreads(glance, threads(), place, heaps, library);
        List<Arena> used =
                ring.arenas().stream().filter(arena -> !arena.isIdle()).toList();
        if (byThreads.caches().size() >= used.size()) {
            return byThreads;
        }
        CacheShapes shapes = new CacheShapes(CacheLayout.possible(parameters.layout(), byThreads));
        for (Arena arena : used) {
            new ArenaWalk(this, arena, CachedChunks.NONE, shapes, new Violations()).walk(BlockSink.NONE, Team.ALONE);
        }
        ThreadCaches all = byThreads.withShapes(glance, shapes.chunks(), place, heaps);
        // Up to 2.42 a thread's first allocation makes its cache: where there is none, it was not understood.
        boolean mustBe = place.layout() != ArenaLayout.D && !used.isEmpty() && parameters.cacheCount() > 0;
        return mustBe
                        && all.caches().isEmpty()
                        && all.unreadable().isEmpty()
                        && !threads().isEmpty()
                ? new ThreadCaches(List.of(), -1, List.of(place.mainArena()))
                : all;
    }

    private List<ThreadPointers.ThreadPointer> threads() {
        return ThreadPointers.of(image, glance);
    }

    /** Which bytes these are. */
    ByteReader source() {
        return source;
    }

    MemoryWindow stream() {
        return stream;
    }

    /** For another thread. */
    MemoryWindow newStream() {
        return new MemoryWindow(image.another()::read, MemoryWindow.STREAM);
    }

    MemoryWindow glance() {
        return glance;
    }

    MainHeaps mainHeaps(MemoryWindow memory) {
        return new MainHeaps(memory, image.mappings());
    }

    RegionKind kindOf(Arena arena) {
        return pieces.kindOf(arena);
    }

    ArenaRing ring() {
        return ring;
    }

    ThreadCaches caches() {
        return threadCaches;
    }

    /** The arena of each thread of which it is known, by the thread's number. */
    Map<Integer, Long> arenasOfThreads() {
        return ThreadArenas.of(glance, threads(), ring, threadCaches.word());
    }

    /** What each thread of which it is known keeps for itself, by the thread's number. */
    Map<Integer, HeapThread.Cache> cachesOfThreads() {
        Map<Integer, HeapThread.Cache> caches = new HashMap<>();
        for (ThreadCache cache : threadCaches.caches()) {
            cache.tid().ifPresent(tid -> caches.put(tid, cache.bySize(glance)));
        }
        if (threadCaches.word() >= 0) {
            // Since 2.43 a thread has none before its first free: it points to an empty one within the library.
            for (ThreadPointers.ThreadPointer thread : threads()) {
                long[] words = ThreadPointers.wordsBelow(glance, thread.address());
                long value = threadCaches.word() < words.length ? words[threadCaches.word()] : -1;
                if (value == 0 || library.hold(value)) {
                    caches.putIfAbsent(thread.tid(), HeapThread.Cache.EMPTY);
                }
            }
        }
        return caches;
    }

    List<HeapPiece> pieces(Arena arena, Violations violations) {
        return pieces.of(arena, violations);
    }

    /** With room for what the process does until they are read: heaps grow upwards. */
    long[] rangesOf(List<Region> wanted) {
        AddressRanges ranges = new AddressRanges();
        for (Region region : wanted) {
            arenaOf(region)
                    .ifPresent(arena -> pieces(arena, new Violations())
                            .forEach(piece -> ranges.add(piece.start() & -PAGE, (piece.end() + GROWTH) & -PAGE)));
        }
        for (int i = 0; i < place.writable().size(); i += 2) {
            ranges.add(place.writable().get(i), place.writable().get(i + 1));
        }
        for (ThreadPointers.ThreadPointer thread : ThreadPointers.of(image, glance)) {
            ranges.add((thread.address() - PAGE) & -PAGE, (thread.address() + 2 * PAGE) & -PAGE);
        }
        return ranges.joined();
    }

    /** The arena that {@code address} lies in. */
    private Optional<Long> ofArena(long address) {
        for (Arena arena : ring.arenas()) {
            for (HeapPiece piece : pieces(arena, new Violations())) {
                if (address >= piece.start() && address < piece.end()) {
                    return Optional.of(arena.address());
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Arena> arenaOf(Region region) {
        return ring.arenas().stream()
                .filter(arena -> arena.address() == region.address())
                .findFirst();
    }

    /** By how many bytes mp_ was found to say too much of mapped chunks. */
    long drift() {
        return drift;
    }

    /** Of the image, also where a copy of one moment is read: mapped chunks are in no copy. */
    private Parameters parametersNow() {
        return Parameters.at(
                        new MemoryWindow(image::read, MemoryWindow.GLANCE), parameters.address(), parameters.layout())
                .orElse(parameters);
    }

    RegionReport walk(Region region, BlockSink sink) {
        Violations violations = new Violations();
        CountingSink counting = new CountingSink(sink);
        if (RegionKind.of(region) == RegionKind.MAPPED) {
            MappedChunks chunks = new MappedChunks(stream, image.mappings(), heaps, place.layout());
            drift = chunks.walk(parameters, this::parametersNow, counting, violations);
            long system = parameters.mappedBytes() - drift;
            Region counted = new Region(
                    region.index(),
                    region.kind(),
                    region.name(),
                    region.address(),
                    parameters.mappedCount(),
                    region.threads(),
                    system);
            return counting.report(counted, system, violations);
        }
        Optional<Arena> arena = arenaOf(region);
        if (arena.isEmpty()) {
            violations.add("the arena cannot be read", region.address());
            return counting.report(region, region.system(), violations);
        }
        if (RegionKind.of(region) == RegionKind.MAIN && !ring.isClosed()) {
            violations.add(
                    "the ring of arenas is broken", ring.arenas().getLast().address());
        }
        for (long table : threadCaches.unreadable()) {
            if (ofArena(table).orElse(place.mainArena()) == region.address()) {
                violations.add("a thread's cache cannot be read", table);
            }
        }
        if (!arena.get().isPlausible()) {
            violations.add("the arena's own figures are impossible", region.address());
        }
        new ArenaWalk(this, arena.get(), cached(arena.get(), violations), CacheShapes.NONE, violations)
                .walk(counting, team);
        return counting.report(
                new Region(
                        region.index(),
                        region.kind(),
                        region.name(),
                        region.address(),
                        region.heaps(),
                        arena.get().attachedThreads(),
                        arena.get().systemMemory()),
                arena.get().systemMemory(),
                violations);
    }

    private CachedChunks cached(Arena arena, Violations violations) {
        LongList tagged = new LongList();
        for (ThreadCache cache : threadCaches.caches()) {
            tagged.add(CachedChunks.tagged(cache.chunk(), BlockState.OVERHEAD));
            for (int i = 0; i < cache.chunks().size(); i++) {
                tagged.add(CachedChunks.tagged(cache.chunks().get(i), BlockState.THREAD_CACHED));
            }
        }
        new FastBins(glance, heaps).collect(arena, tagged, violations);
        CachedChunks cached = CachedChunks.of(tagged);
        if (cached.duplicates() > 0) {
            violations.add("a chunk is in two lists of freed chunks", arena.address());
        }
        return cached;
    }
}
