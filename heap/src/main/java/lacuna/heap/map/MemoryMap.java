package lacuna.heap.map;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.image.CoreImage;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.VmFlags;

/**
 * Every mapping of a process or a core, named for what it is, with the sums per kind and what stands out. {@code
 * total} is the sum over all entries; kinds without mappings are left out.
 */
public record MemoryMap(
        MapHeader header, List<MapEntry> entries, List<KindTotal> kinds, Total total, List<Finding> findings) {

    /** The sum over all mappings. */
    public record Total(int count, long size, Optional<MemoryFigures> figures) {}

    public MemoryMap {
        entries = List.copyOf(entries);
        kinds = List.copyOf(kinds);
        findings = List.copyOf(findings);
    }

    /** The map of the process {@code pid}, read without stopping it. */
    public static MemoryMap ofProcess(ProcRoot root, int pid, MapOptions options) {
        return LiveMap.read(root, pid, options);
    }

    /** The map of an ELF core. */
    public static MemoryMap ofCore(Path file) {
        try (CoreImage core = CoreImage.open(file)) {
            List<MapEntry> entries = new ArrayList<>();
            for (NamingRules.Named named : NamingRules.name(core)) {
                for (Part part : named.parts()) {
                    entries.add(new MapEntry(part.mapping(), part.name(), Optional.empty(), VmFlags.NOT_PRINTED));
                }
            }
            MapHeader header = new MapHeader(
                    core.facts().pid(),
                    core.facts().name(),
                    core.describe(),
                    lastWritten(file),
                    MapHeader.Method.CORE,
                    core.gaps());
            return of(header, entries);
        }
    }

    /** Sums up {@code entries}, which were named at this or another time. */
    public static MemoryMap of(MapHeader header, List<MapEntry> entries) {
        Map<MappingKind, Sum> sums = new EnumMap<>(MappingKind.class);
        Sum total = new Sum();
        for (MapEntry entry : entries) {
            sums.computeIfAbsent(entry.name().kind(), _ -> new Sum()).add(entry);
            total.add(entry);
        }
        List<KindTotal> kinds = new ArrayList<>();
        sums.forEach((kind, sum) -> kinds.add(new KindTotal(kind, sum.count, sum.size, sum.figures())));
        return new MemoryMap(
                header,
                entries,
                kinds,
                new Total(total.count, total.size, total.figures()),
                Findings.of(entries, total.weight));
    }

    private static Optional<Instant> lastWritten(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private static final class Sum {
        private final MemoryFigures sum = new MemoryFigures();
        private boolean hasFigures;
        private int count;
        private long size;
        private long weight;

        void add(MapEntry entry) {
            count++;
            size += entry.mapping().length();
            weight += entry.weight();
            entry.figures().ifPresent(figures -> {
                sum.add(figures);
                hasFigures = true;
            });
        }

        Optional<MemoryFigures> figures() {
            return hasFigures ? Optional.of(sum) : Optional.empty();
        }
    }
}
