package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.image.ObjectData;
import lacuna.linux.proc.Mapping;

/** Finds the tables of CPython's allocator: in its library where there is one, else in the program itself. */
final class Finder {
    private static final Pattern LIBRARY = Pattern.compile(".*/libpython[23][^/]*\\.so[^/]*");
    private static final int FEWEST_WITNESSES = 2;

    private final MemoryImage image;
    private final MemoryWindow stream;
    private final MemoryWindow glance;
    /** The writable memory of no file. */
    private final long[] starts;

    private final long[] ends;

    Finder(MemoryImage image) {
        this.image = image;
        this.stream = new MemoryWindow(image::read, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(image::read, MemoryWindow.GLANCE);
        List<Mapping> anonymous = image.mappings().stream()
                .filter(mapping -> mapping.isWritable() && !mapping.isFile() && mapping.start() >= 0)
                .toList();
        this.starts = anonymous.stream().mapToLong(Mapping::start).toArray();
        this.ends = anonymous.stream().mapToLong(Mapping::end).toArray();
    }

    List<PythonProgram> programs() {
        List<PythonProgram> programs = new ArrayList<>();
        for (Mapping first : objects()) {
            long[] writable = ObjectData.of(image, first);
            for (PoolTableScan.Found found : PoolTableScan.in(stream, glance, writable)) {
                tables(writable, found).ifPresent(tables -> programs.add(program(first, found, tables)));
            }
        }
        return programs;
    }

    private PythonProgram program(Mapping first, PoolTableScan.Found found, Place.Tables main) {
        Owners finder = new Owners(image::read, main);
        List<Owner> owners = finder.of(() -> interpreters(main), starts, ends);
        List<String> evidence = new ArrayList<>(List.of("the lists of pools in memory"));
        if (main.counting() == Place.Counting.BY_STATE) {
            evidence.add("the state behind them");
        }
        evidence.add("a table of arenas that " + found.pools().size() + " pools name");
        return new PythonProgram(
                first.path(), PythonVersion.of(image, first).orElse(""), evidence, owners, finder.notes());
    }

    /** Those of the runtime whose main interpreter has these tables, as they are now. */
    private Optional<Interpreters> interpreters(Place.Tables main) {
        if (main.counting() == Place.Counting.BY_TABLE) {
            // Up to 3.11 all interpreters share one allocator.
            return Optional.empty();
        }
        stream.forget();
        glance.forget();
        long[] writable = main.writable().stream().mapToLong(Long::longValue).toArray();
        return Interpreters.of(stream, glance, writable, main.lists())
                .or(() -> EmbeddedStates.of(stream, glance, writable, main.lists()));
    }

    private List<Mapping> objects() {
        Map<String, Mapping> libraries = new LinkedHashMap<>();
        Map<String, Mapping> programs = new LinkedHashMap<>();
        for (Mapping mapping : image.mappings()) {
            if (mapping.offset() == 0 && mapping.path().startsWith("/")) {
                if (LIBRARY.matcher(mapping.path()).matches()) {
                    libraries.putIfAbsent(mapping.path(), mapping);
                } else if (mapping.path().equals(image.facts().executable())) {
                    programs.putIfAbsent(mapping.path(), mapping);
                }
            }
        }
        return List.copyOf((libraries.isEmpty() ? programs : libraries).values());
    }

    private Optional<Place.Tables> tables(long[] writable, PoolTableScan.Found found) {
        long state = found.address() + PoolLayout.STATE_ARENAS;
        Place.Counting counting = Place.Counting.BY_STATE;
        long arenas = 0;
        if (isArenas(state, found)) {
            arenas = state;
        } else {
            counting = Place.Counting.BY_TABLE;
            for (int i = 0; i < writable.length && arenas == 0; i += 2) {
                arenas = search(writable[i], writable[i + 1], found);
            }
        }
        if (arenas == 0) {
            return Optional.empty();
        }
        return Optional.of(new Place.Tables(
                found.layout(),
                found.address(),
                arenas,
                counting,
                LongStream.of(writable).boxed().toList()));
    }

    private long search(long start, long end, PoolTableScan.Found found) {
        for (long at = start; at <= end - Long.BYTES; at += Long.BYTES) {
            if (!stream.covers(at, Long.BYTES)) {
                at = (at | (PoolLayout.PAGE - 1)) + 1 - Long.BYTES;
            } else if (isAllocated(stream.word(at)) && isArenas(at, found)) {
                return at;
            }
        }
        return 0;
    }

    /** Whether {@code address} can be that of memory from malloc: most words of an interpreter's data lead to itself. */
    private boolean isAllocated(long address) {
        if (!PoolLayout.isPossible(address) || address % PoolLayout.LIST != 0) {
            return false;
        }
        int index = Arrays.binarySearch(starts, address);
        int below = index >= 0 ? index : -index - 2;
        return below >= 0 && address < ends[below];
    }

    /** Whether the word at {@code at} leads to a table in which the pools find their arenas. */
    private boolean isArenas(long at, PoolTableScan.Found found) {
        if (!glance.covers(at, Long.BYTES) || !PoolLayout.isPossible(glance.word(at))) {
            return false;
        }
        long table = glance.word(at);
        int witnesses = 0;
        for (long pool : found.pools()) {
            if (!glance.covers(pool, PoolLayout.HEADER)) {
                continue;
            }
            int index = glance.half(pool + PoolLayout.ARENA_INDEX);
            long entry = table + (long) index * PoolLayout.ARENA;
            boolean agrees = index >= 0
                    && index < PoolLayout.MOST_ARENAS
                    && glance.covers(entry, PoolLayout.ARENA)
                    && ArenaTable.canBeArena(glance, found.layout(), entry)
                    && pool - glance.word(entry) >= 0
                    && pool - glance.word(entry) < found.layout().arena();
            if (!agrees) {
                return false;
            }
            witnesses++;
        }
        return witnesses >= Math.min(FEWEST_WITNESSES, found.pools().size());
    }
}
