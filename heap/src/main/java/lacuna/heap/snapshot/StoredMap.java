package lacuna.heap.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapHeader;
import lacuna.heap.map.MappingKind;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.map.Name;
import lacuna.heap.map.Sureness;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.VmFlags;

/** How mappings are written: by address, each with the distance to the one before; figures that are absent stay so. */
final class StoredMap {
    private static final MemoryField[] FIELDS = MemoryField.values();
    private static final int PERMISSIONS = 0x0f;
    private static final int DELETED = 0x10;
    private static final int FIGURES = 0x20;
    /** All figures of all mappings together. */
    private static final long MOST_BYTES = 1L << 60;
    /** What the kernel maps for programs at addresses of its own is a page or two; sums must not overflow. */
    private static final long MOST_OF_KERNEL = 1L << 32;

    private StoredMap() {}

    static SectionWriter.Section write(List<MapEntry> entries, SectionWriter section) {
        if (entries.size() > Format.MOST_MAPPINGS) {
            throw Format.tooLarge(entries.size() + " mappings");
        }
        section.list(List.of(FIELDS), field -> section.text(field.label()));
        long[] end = new long[1];
        section.list(entries, entry -> {
            write(entry, end[0], section);
            end[0] = entry.mapping().end();
        });
        return section.finish(Format.MAPPINGS);
    }

    private static void write(MapEntry entry, long before, SectionWriter section) {
        Mapping mapping = entry.mapping();
        section.u8((mapping.permissions() & PERMISSIONS)
                | (mapping.deleted() ? DELETED : 0)
                | (entry.figures().isPresent() ? FIGURES : 0));
        section.number(mapping.start() - before);
        section.number(mapping.length());
        section.number(mapping.offset());
        section.number(mapping.deviceMajor());
        section.number(mapping.deviceMinor());
        section.number(mapping.inode());
        section.text(mapping.path());
        section.text(entry.name().kind().name());
        section.text(entry.name().sureness().name());
        section.text(entry.name().note());
        entry.figures().ifPresent(figures -> {
            long present = 0;
            for (int i = 0; i < FIELDS.length; i++) {
                present |= figures.has(FIELDS[i]) ? 1L << i : 0;
            }
            section.number(present);
            for (MemoryField field : FIELDS) {
                figures.get(field).ifPresent(section::number);
            }
        });
    }

    static MemoryMap read(MapHeader header, SectionReader section) {
        List<Optional<MemoryField>> fields = section.list(Long.SIZE, () -> field(section.text()));
        int count = section.count(Format.MOST_MAPPINGS);
        List<MapEntry> entries = new ArrayList<>();
        long end = 0;
        long[] budget = {MOST_BYTES};
        for (int i = 0; i < count; i++) {
            MapEntry entry = read(section, end, fields, budget);
            entries.add(entry);
            end = entry.mapping().end();
        }
        section.end();
        return MemoryMap.of(header, entries);
    }

    private static MapEntry read(
            SectionReader section, long before, List<Optional<MemoryField>> fields, long[] budget) {
        int bits = section.u8();
        long start = before + section.number();
        long length = section.number(Format.HIGHEST);
        long end = start + length;
        boolean isUsers = start >= 0 && end >= 0 && end <= Format.HIGHEST;
        boolean isKernels = start < 0 && end < 0 && length <= MOST_OF_KERNEL;
        if (Long.compareUnsigned(start, before) < 0 || length == 0 || !(isUsers || isKernels)) {
            throw section.damaged("a mapping is none");
        }
        Mapping mapping = new Mapping(
                start,
                end,
                bits & PERMISSIONS,
                section.number(),
                (int) section.number(Integer.MAX_VALUE),
                (int) section.number(Integer.MAX_VALUE),
                section.number(),
                section.text(),
                (bits & DELETED) != 0);
        Name name = new Name(section.constant(MappingKind.class), section.constant(Sureness.class), section.text());
        Optional<MemoryFigures> figures =
                (bits & FIGURES) != 0 ? Optional.of(figures(section, fields, budget)) : Optional.empty();
        return new MapEntry(mapping, name, figures, VmFlags.NOT_PRINTED);
    }

    private static MemoryFigures figures(SectionReader section, List<Optional<MemoryField>> fields, long[] budget) {
        MemoryFigures figures = new MemoryFigures();
        long present = section.number();
        for (int i = 0; i < fields.size(); i++) {
            if (((present >>> i) & 1) != 0) {
                long value = section.number(budget[0]);
                budget[0] -= value;
                fields.get(i).ifPresent(field -> figures.set(field, value));
            }
        }
        return figures;
    }

    /** A figure that only newer versions know is passed over. */
    private static Optional<MemoryField> field(String label) {
        for (MemoryField field : FIELDS) {
            if (field.label().equals(label)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
