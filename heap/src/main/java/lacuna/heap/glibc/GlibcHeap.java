package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Setting;
import lacuna.heap.block.Violations;
import lacuna.heap.image.MemoryImage;

/** glibc's malloc in one image: its arenas, as regions to walk. */
final class GlibcHeap implements RecognisedHeap {
    private static final long PAGE = 4096;
    private static final long GROWTH = 16L << 20;

    private final MemoryImage image;
    private final Place place;
    private final Reading first;
    private final List<Region> regions = new ArrayList<>();
    private Reading last;

    GlibcHeap(MemoryImage image, Place place) {
        this.image = image;
        this.place = place;
        this.first = new Reading(image::read);
        this.last = first;
        for (Arena arena : first.ring().arenas()) {
            regions.add(region(regions.size(), arena, first));
        }
        regions.add(new Region(
                regions.size(),
                Region.Kind.MAPPED,
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
        return new AllocatorIdentity("glibc", place.version(), layout, place.evidence(), place.object());
    }

    @Override
    public List<Setting> settings() {
        return place.parameters().settings();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!last.ring().isClosed()) {
            notes.add("the ring of arenas is broken behind "
                    + last.ring().arenas().size() + " arenas");
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
        if (!last.source.equals(memory)) {
            last = new Reading(memory);
        }
        return last.walk(region, sink);
    }

    @Override
    public long[] ranges(List<Region> wanted) {
        return first.rangesOf(wanted);
    }

    @Override
    public ReleaseForecast forecast(Region region, ResidentBytes resident) {
        long breakEnd = switch (region.kind()) {
            case MAIN -> MainHeaps.breakEnd(image.mappings(), place.parameters().sbrkBase());
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

    private static Region region(int index, Arena arena, Reading reading) {
        Region.Kind kind = index == 0 ? Region.Kind.MAIN : Region.Kind.THREAD;
        return new Region(
                index,
                kind,
                arena.address(),
                Math.max(1, reading.pieces(arena, kind, new Violations()).size()),
                arena.attachedThreads(),
                arena.systemMemory());
    }

    /** All tables as {@code memory} has them: of a process that runs, of one moment. */
    private final class Reading {
        private final ByteReader source;
        private final MemoryWindow stream;
        private final MemoryWindow glance;
        private final ArenaRing ring;
        private final AddressRanges heaps = new AddressRanges();
        private final Parameters parameters;
        private final ThreadCaches threadCaches;
        private final Map<Long, List<HeapPiece>> mainPieces = new HashMap<>();

        Reading(ByteReader memory) {
            source = memory;
            stream = new MemoryWindow(memory, MemoryWindow.STREAM);
            glance = new MemoryWindow(memory, MemoryWindow.GLANCE);
            ring = ArenaRing.from(glance, place.mainArena(), place.layout()).orElse(new ArenaRing(List.of(), 0, false));
            parameters = Parameters.at(
                            glance,
                            place.parameters().address(),
                            place.parameters().layout())
                    .orElse(place.parameters());
            for (Arena arena : ring.arenas()) {
                Region.Kind kind = arena.address() == place.mainArena() ? Region.Kind.MAIN : Region.Kind.THREAD;
                for (HeapPiece piece : pieces(arena, kind, new Violations())) {
                    heaps.add(piece.start(), piece.end());
                }
            }
            threadCaches = parameters.layout().hasThreadCaches() ? findCaches() : ThreadCaches.NONE;
        }

        /** By the threads; where there are more arenas than caches, also what threads left that are no more. */
        private ThreadCaches findCaches() {
            ThreadCaches byThreads = ThreadCaches.byThreads(glance, threads(), place, heaps);
            List<Arena> used =
                    ring.arenas().stream().filter(arena -> !arena.isIdle()).toList();
            if (byThreads.caches().size() >= used.size()) {
                return byThreads;
            }
            CacheShapes shapes = new CacheShapes(CacheLayout.possible(parameters.layout(), byThreads));
            for (Arena arena : used) {
                Region.Kind kind = arena.address() == place.mainArena() ? Region.Kind.MAIN : Region.Kind.THREAD;
                new ArenaWalk(arena, CachedChunks.NONE, shapes, new Violations()).walk(kind, BlockSink.NONE);
            }
            ThreadCaches all = byThreads.withShapes(glance, shapes.chunks(), place, heaps);
            // Up to 2.42 a thread's first allocation makes its cache: where there is none, it was not understood.
            boolean mustBe = place.layout() != ArenaLayout.D && !used.isEmpty() && parameters.cacheCount() > 0;
            return mustBe
                            && all.caches().isEmpty()
                            && all.unreadable().isEmpty()
                            && !threads().isEmpty()
                    ? new ThreadCaches(List.of(), List.of(place.mainArena()))
                    : all;
        }

        private List<ThreadPointers.ThreadPointer> threads() {
            return ThreadPointers.of(image, glance);
        }

        ArenaRing ring() {
            return ring;
        }

        ThreadCaches caches() {
            return threadCaches;
        }

        List<HeapPiece> pieces(Arena arena, Region.Kind kind, Violations violations) {
            if (arena.isIdle()) {
                return List.of();
            }
            return switch (kind) {
                case THREAD -> new ThreadHeaps(glance, ring.heapInfoSize()).of(arena, violations);
                case MAIN -> mainPieces.computeIfAbsent(arena.address(), _ -> mainPieces(arena));
                case MAPPED -> List.of();
            };
        }

        /** The memory from brk, foreign parts included, and then what came from mmap. */
        private List<HeapPiece> mainPieces(Arena arena) {
            List<HeapPiece> pieces = new ArrayList<>();
            long base = parameters.sbrkBase();
            MainHeaps main = new MainHeaps(stream, image.mappings());
            if (Addresses.isPossible(base)) {
                boolean isWhole = arena.top() >= base && arena.top() - base < arena.systemMemory();
                long reach = MainHeaps.breakEnd(image.mappings(), base);
                // The mapping list may be older than the arena.
                long end = isWhole && !arena.isNoncontiguous() && arena.systemMemory() - GROWTH <= reach - base
                        ? base + arena.systemMemory()
                        : reach;
                pieces.add(new HeapPiece(base, ChunkHeader.align(base), end));
            }
            if (arena.isNoncontiguous()) {
                AddressRanges taken = new AddressRanges();
                pieces.forEach(piece -> taken.add(piece.start(), piece.end()));
                addThreadHeaps(taken);
                pieces.addAll(main.mapped(taken, arena.top()));
            }
            return pieces;
        }

        private void addThreadHeaps(AddressRanges taken) {
            for (Arena arena : ring.arenas()) {
                if (arena.address() != place.mainArena()) {
                    for (HeapPiece piece : pieces(arena, Region.Kind.THREAD, new Violations())) {
                        taken.add(piece.start(), piece.end());
                    }
                }
            }
        }

        /** With room for what the process does until they are read: heaps grow upwards. */
        long[] rangesOf(List<Region> wanted) {
            AddressRanges ranges = new AddressRanges();
            for (Region region : wanted) {
                arenaOf(region)
                        .ifPresent(arena -> pieces(arena, region.kind(), new Violations())
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
                Region.Kind kind = arena.address() == place.mainArena() ? Region.Kind.MAIN : Region.Kind.THREAD;
                for (HeapPiece piece : pieces(arena, kind, new Violations())) {
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

        RegionReport walk(Region region, BlockSink sink) {
            Violations violations = new Violations();
            CountingSink counting = new CountingSink(sink);
            if (region.kind() == Region.Kind.MAPPED) {
                MappedChunks chunks = new MappedChunks(stream, image.mappings(), heaps, place.layout());
                chunks.walk(parameters, counting, violations);
                return counting.report(region, parameters.mappedBytes(), violations);
            }
            Optional<Arena> arena = arenaOf(region);
            if (arena.isEmpty()) {
                violations.add("the arena cannot be read", region.address());
                return counting.report(region, region.system(), violations);
            }
            if (region.kind() == Region.Kind.MAIN && !ring.isClosed()) {
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
            new ArenaWalk(arena.get(), cached(arena.get(), violations), CacheShapes.NONE, violations)
                    .walk(region.kind(), counting);
            return counting.report(
                    new Region(
                            region.index(),
                            region.kind(),
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

        /** One arena's walk, piece by piece. */
        private final class ArenaWalk {
            private final Arena arena;
            private final Violations violations;
            private final LinkSums links = new LinkSums();
            private final ChunkWalk chunks;

            ArenaWalk(Arena arena, CachedChunks cached, CacheShapes shapes, Violations violations) {
                this.arena = arena;
                this.violations = violations;
                this.chunks = new ChunkWalk(stream, cached, shapes, violations, links);
            }

            void walk(Region.Kind kind, BlockSink sink) {
                boolean hasTop = arena.isIdle();
                for (HeapPiece piece : pieces(arena, kind, violations)) {
                    if (piece.chunks() > piece.start()) {
                        sink.block(piece.start(), piece.chunks() - piece.start(), BlockState.OVERHEAD);
                    }
                    hasTop |= piece(piece, kind, sink);
                }
                if (!hasTop) {
                    violations.add("no walk meets the top chunk", arena.top());
                }
                if (arena.top() == 0) {
                    // Up to 2.41 all is zero before the first use.
                    return;
                }
                links.add(arena.bins());
                if (!links.agree()) {
                    violations.add("the lists of free chunks and the walk disagree", arena.address());
                }
            }

            private boolean piece(HeapPiece piece, Region.Kind kind, BlockSink sink) {
                long at = piece.chunks();
                while (true) {
                    ChunkWalk.End end = chunks.walk(at, piece.end(), arena.top(), sink);
                    if (end != ChunkWalk.End.FENCE) {
                        return end == ChunkWalk.End.TOP;
                    }
                    long fence = chunks.endedAt();
                    if (kind == Region.Kind.THREAD) {
                        if (fence != piece.end()) {
                            violations.add("a heap ends before its end", fence);
                        }
                        return false;
                    }
                    if (fence >= piece.end()) {
                        return false;
                    }
                    at = new MainHeaps(stream, image.mappings()).nextPiece(fence, piece.end(), arena.top());
                    if (at < 0) {
                        return false;
                    }
                    if (at > fence) {
                        sink.block(fence, at - fence, BlockState.FOREIGN);
                    }
                }
            }
        }
    }
}
