package lacuna.heap.snapshot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.MappedBytes;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.CannotExamine;

/** A snapshot, read back: the map and the heaps that its target had. The file is not believed, but checked. */
public final class Snapshot implements AutoCloseable {
    private final SnapshotFile file;
    private final SnapshotFacts facts;
    private final MemoryMap map;
    private final ResidentBytes resident;
    private final List<SnapshotHeap> heaps = new ArrayList<>();
    private int regions;

    private Snapshot(SnapshotFile file) {
        this.file = file;
        Iterator<SnapshotFile.Section> sections = file.sections().iterator();
        facts = read(
                next(sections, Format.FACTS),
                section -> SnapshotFacts.read(section, file.path().toString()));
        map = read(next(sections, Format.MAPPINGS), section -> StoredMap.read(facts.header(), section));
        resident = switch (facts.measure()) {
            case RESIDENT -> read(next(sections, Format.RESIDENCY), StoredResidency::read);
            case MAPPED -> MappedBytes.of(map);
        };
        while (sections.hasNext()) {
            heaps.add(heap(sections));
        }
    }

    /** Whether {@code path} is a snapshot, by its first bytes. */
    public static boolean isOne(Path path) {
        return SnapshotFile.isOne(path);
    }

    public static Snapshot open(Path path) {
        SnapshotFile file = SnapshotFile.open(path);
        try {
            return new Snapshot(file);
        } catch (CannotExamine e) {
            file.close();
            throw e;
        }
    }

    /** The map that the target had. */
    public static MemoryMap mapOf(Path path) {
        try (Snapshot snapshot = open(path)) {
            return snapshot.map();
        }
    }

    /** The heaps that the target had. */
    public static HeapExamination examinationOf(Path path) {
        return examinationOf(path, HeapOptions.Picture.NONE);
    }

    /** The heaps that the target had, with a picture of its pages where one is wanted. */
    public static HeapExamination examinationOf(Path path, HeapOptions.Picture picture) {
        try (Snapshot snapshot = open(path)) {
            return snapshot.examine(picture);
        }
    }

    public SnapshotFacts facts() {
        return facts;
    }

    public MemoryMap map() {
        return map;
    }

    /** Lays the blocks over the pages anew. */
    public HeapExamination examine(HeapOptions.Picture picture) {
        HeapExamination.Told told = new HeapExamination.Told(
                map, facts.process(), facts.measure(), facts.pauses(), facts.torn(), facts.others(), facts.gaps());
        return HeapExamination.ofRecord(told, heaps, resident, picture);
    }

    @Override
    public void close() {
        file.close();
    }

    private SnapshotHeap heap(Iterator<SnapshotFile.Section> sections) {
        StoredHeap stored = read(next(sections, Format.HEAP), StoredHeap::read);
        regions += stored.parts().size();
        if (heaps.size() == Format.MOST_HEAPS
                || regions > Format.MOST_REGIONS
                || (long) regions * map.entries().size() > Format.MOST_REGIONS_BY_MAPPINGS) {
            throw Format.damaged(file.path(), "it holds more than any snapshot does");
        }
        List<SnapshotFile.Section> blocks = new ArrayList<>();
        for (StoredHeap.Part part : stored.parts()) {
            file.limits().records(part.records());
            file.limits().pieces(part.pieces());
            blocks.add(next(sections, Format.BLOCKS));
        }
        return new SnapshotHeap(file, stored, blocks);
    }

    private SnapshotFile.Section next(Iterator<SnapshotFile.Section> sections, int kind) {
        if (!sections.hasNext()) {
            throw Format.damaged(file.path(), "a section is missing");
        }
        SnapshotFile.Section section = sections.next();
        if (section.kind() != kind) {
            throw Format.damaged(file.path(), "the section at offset " + section.offset() + " is out of place");
        }
        return section;
    }

    private <T> T read(SnapshotFile.Section section, Function<SectionReader, T> reader) {
        try (SectionReader open = new SectionReader(file, section)) {
            return reader.apply(open);
        }
    }
}
