package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MappedObject;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** Finds malloc's tables in an image, by the library's file and by what lies in memory, and lets the two confirm each other. */
final class Finder {
    private static final Pattern LIBRARY = Pattern.compile(".*/libc(\\.so\\.6|-2\\.\\d+(\\.\\d+)?\\.so)");
    private static final long LARGEST_DATA = 256L << 20;
    /** mp_ lay less than this before main_arena in ten libraries and one static program. */
    private static final long NEAR = 4096;

    private final MemoryImage image;
    private final MemoryWindow stream;
    private final MemoryWindow glance;

    Finder(MemoryImage image) {
        this.image = image;
        this.stream = new MemoryWindow(image::read, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(image::read, MemoryWindow.GLANCE);
    }

    /** The allocators of this kind: one, rarely none or, with a second copy of the library, two. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Mapping first : objects()) {
            in(first).ifPresent(places::add);
        }
        // Only the program's own copy gets memory from brk, which lies below all that is mapped.
        places.sort((one, other) -> Long.compareUnsigned(base(one), base(other)));
        return places;
    }

    /** An allocator that was never used has no base: it comes last. */
    private static long base(Place place) {
        return place.parameters().sbrkBase() - 1;
    }

    /** The first mapping of each copy of a file that may hold malloc: libraries of that name, else the program itself. */
    private List<Mapping> objects() {
        List<Mapping> libraries = new ArrayList<>();
        List<Mapping> programs = new ArrayList<>();
        for (Mapping mapping : image.mappings()) {
            if (isBeginning(mapping)) {
                if (LIBRARY.matcher(mapping.path()).matches()) {
                    libraries.add(mapping);
                } else if (mapping.path().equals(image.facts().executable())) {
                    programs.add(mapping);
                }
            }
        }
        return libraries.isEmpty() ? programs : libraries;
    }

    /** A namespace of dlmopen has the same file once more. */
    private static boolean isBeginning(Mapping mapping) {
        return mapping.offset() == 0 && !mapping.isWritable() && mapping.path().startsWith("/");
    }

    private Optional<Place> in(Mapping first) {
        List<Long> writable = writable(first, endOf(first));
        List<LibraryFile.ArenaPlace> byFile = List.of();
        List<Long> parametersByFile = List.of();
        List<ParametersLayout> layouts = List.of();
        String version = "";
        try (ElfFile file = image.file(first).orElse(null)) {
            if (file != null) {
                LibraryFile library = LibraryFile.read(file);
                long bias = first.start() - file.lowestAddress();
                byFile = library.arenas().stream()
                        .map(place -> new LibraryFile.ArenaPlace(place.address() + bias, place.layout()))
                        .toList();
                parametersByFile =
                        library.parameters().stream().map(at -> at + bias).toList();
                layouts = library.parameterLayouts();
                version = library.version();
            }
        }
        List<LibraryFile.ArenaPlace> byShape = SignatureScan.in(
                stream, glance, writable.stream().mapToLong(l -> l).toArray());
        List<LibraryFile.ArenaPlace> candidates = new ArrayList<>(byFile);
        byShape.stream().filter(place -> !candidates.contains(place)).forEach(candidates::add);
        for (LibraryFile.ArenaPlace candidate : candidates) {
            Optional<ArenaRing> ring = ArenaRing.from(glance, candidate.address(), candidate.layout());
            Optional<Arena> main = ring.map(found -> found.arenas().getFirst()).filter(Arena::isPlausible);
            if (main.isEmpty() || (byFile.size() > 1 && !byShape.contains(candidate))) {
                continue;
            }
            List<String> evidence = new ArrayList<>();
            if (byFile.contains(candidate)) {
                evidence.add("the relocations of " + first.path());
            }
            if (byShape.contains(candidate)) {
                evidence.add("the bins in memory");
            }
            if (ring.get().isProof()) {
                evidence.add("a ring of " + ring.get().arenas().size() + " arenas");
            }
            Optional<Parameters> parameters = parameters(main.get(), parametersByFile, layouts, writable);
            if (parameters.isPresent()) {
                return Optional.of(new Place(
                        first.path(),
                        version,
                        candidate.address(),
                        candidate.layout(),
                        parameters.get(),
                        mapped(first),
                        writable,
                        evidence));
            }
        }
        return Optional.empty();
    }

    private Optional<Parameters> parameters(
            Arena main, List<Long> places, List<ParametersLayout> byFile, List<Long> writable) {
        List<Parameters> fitting = new ArrayList<>();
        for (long place : places) {
            for (ParametersLayout layout : byFile) {
                at(place, layout).ifPresent(fitting::add);
            }
        }
        if (fitting.isEmpty()) {
            // Without the file: by the rule that the main arena reaches from sbrk_base as far as it says.
            for (int i = 0; i < writable.size(); i += 2) {
                long from = Math.max(writable.get(i), main.address() - NEAR);
                long to = Math.min(writable.get(i + 1), main.address() + NEAR);
                for (long place = from; place < to; place += 8) {
                    for (ParametersLayout layout : layoutsOf(main.layout())) {
                        at(place, layout)
                                .filter(found -> found.mappedMax() == ParametersLayout.USUAL_MAPPED_MAX
                                        || found.trimThreshold() == ParametersLayout.USUAL_THRESHOLD)
                                .filter(found -> !mayLackCaches(main.layout(), layout) || found.cacheBins() > 0)
                                .ifPresent(fitting::add);
                    }
                }
            }
        }
        return fitting.stream()
                .filter(found -> beginsMain(found, main))
                .findFirst()
                .or(() -> fitting.stream().filter(_ -> main.isNoncontiguous()).findFirst())
                .or(() ->
                        fitting.size() == 1 && !places.isEmpty() ? Optional.of(fitting.getFirst()) : Optional.empty());
    }

    /** Thread caches came in 2.26, and the arena's layout did not change: without them there are none of their figures. */
    private static boolean mayLackCaches(ArenaLayout arena, ParametersLayout layout) {
        return arena == ArenaLayout.B && layout.hasThreadCaches();
    }

    private Optional<Parameters> at(long place, ParametersLayout layout) {
        return Parameters.at(glance, place, layout).filter(Parameters::isPlausible);
    }

    private boolean beginsMain(Parameters parameters, Arena main) {
        if (main.isIdle()) {
            return parameters.sbrkBase() == 0;
        }
        if (!Addresses.isChunk(main.top()) || !glance.covers(main.top(), ChunkHeader.BYTES)) {
            return false;
        }
        long topSize = ChunkHeader.size(glance.word(main.top() + ChunkHeader.SIZE));
        return main.top() + topSize - main.systemMemory() == parameters.sbrkBase();
    }

    private static List<ParametersLayout> layoutsOf(ArenaLayout layout) {
        return switch (layout) {
            case A -> List.of(ParametersLayout.P17);
            case B -> List.of(ParametersLayout.P26, ParametersLayout.P24, ParametersLayout.P17);
            case C -> List.of(ParametersLayout.P35, ParametersLayout.P26);
            case D -> List.of(ParametersLayout.P43);
        };
    }

    /** Where the memory of the copy that begins with {@code first} ends; 0 when that is unknown. */
    private long endOf(Mapping first) {
        Optional<MappedObject> lowest = MappedObject.at(image, first.path());
        Optional<Mapping> begins = image.mappings().stream()
                .filter(mapping -> mapping.offset() == 0 && mapping.path().equals(first.path()))
                .findFirst();
        return lowest.map(MappedObject::end).orElse(0L) == 0 || begins.isEmpty()
                ? 0
                : lowest.get().end() + first.start() - begins.get().start();
    }

    private List<Long> mapped(Mapping first) {
        return image.mappings().stream()
                .filter(mapping -> mapping.path().equals(first.path()))
                .flatMap(mapping -> Stream.of(mapping.start(), mapping.end()))
                .toList();
    }

    /** The object's data: its file's writable mappings, and the anonymous memory up to its end. */
    private List<Long> writable(Mapping first, long end) {
        List<Long> ranges = new ArrayList<>();
        long behind = first.start();
        long total = 0;
        for (Mapping mapping : image.mappings()) {
            boolean isOfFile = mapping.path().equals(first.path());
            if (Long.compareUnsigned(mapping.start(), first.start()) < 0
                    || !(isOfFile || (mapping.start() == behind && (mapping.start() < end || end == 0)))) {
                continue;
            }
            if (isOfFile && mapping.start() != first.start() && isBeginning(mapping)) {
                break;
            }
            boolean isTail = !isOfFile;
            behind = mapping.end();
            if (mapping.isWritable() && !mapping.isShared() && total < LARGEST_DATA) {
                long to =
                        isTail && end > mapping.start() ? Math.min(mapping.end(), (end + 4095) & -4096) : mapping.end();
                ranges.add(mapping.start());
                ranges.add(to);
                total += to - mapping.start();
            }
        }
        return ranges;
    }
}
