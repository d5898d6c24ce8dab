package lacuna.heap.snapshot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.Region;
import lacuna.heap.block.Unit;
import lacuna.heap.block.Violation;
import lacuna.heap.block.Vocabulary;

/** What a snapshot tells of a heap beside its blocks. {@link HeapWriter} writes it. */
record StoredHeap(
        AllocatorIdentity identity,
        String releaseCall,
        boolean shrinksFromItsEnds,
        List<Figure> figures,
        List<Detail> details,
        List<String> highlights,
        List<String> notes,
        List<HeapThread> threads,
        List<Part> parts) {
    /**
     * A region, and what was found of it.
     *
     * @param records how its blocks are counted in their section, with {@code pieces}
     * @param trim what the allocator's release call was foretold to give back
     */
    record Part(
            Region region,
            long residue,
            List<Violation> violations,
            long records,
            long pieces,
            CacheOwners.Known owners,
            long trim,
            long trimOfTop) {}

    static StoredHeap read(SectionReader section) {
        StoredHeap heap = new StoredHeap(
                identity(section),
                section.label(),
                section.u8() != 0,
                section.list(Format.MOST_ITEMS, () -> figure(section)),
                section.list(Format.MOST_ITEMS, () -> detail(section)),
                section.labels(),
                section.labels(),
                section.list(Format.MOST_THREADS, () -> thread(section)),
                parts(section));
        section.end();
        for (HeapThread thread : heap.threads()) {
            if (thread.region().orElse(0) >= Math.max(1, heap.parts().size())) {
                throw section.damaged("a thread allocates from a region that is not there");
            }
        }
        return heap;
    }

    private static AllocatorIdentity identity(SectionReader section) {
        String allocator = section.label();
        String noun = section.label();
        Map<BlockState, String> words = new EnumMap<>(BlockState.class);
        int count = section.count(BlockState.count());
        for (int i = 0; i < count; i++) {
            words.put(section.constant(BlockState.class), section.label());
        }
        return new AllocatorIdentity(
                allocator,
                new Vocabulary(noun, words),
                section.label(),
                section.label(),
                section.labels(),
                section.label());
    }

    private static HeapThread thread(SectionReader section) {
        int tid = (int) section.number(Integer.MAX_VALUE);
        long region = section.number(Format.MOST_REGIONS);
        boolean isCacheKnown = section.u8() != 0;
        List<HeapThread.SizeCount> sizes =
                section.list(Format.MOST_ITEMS, () -> new HeapThread.SizeCount(section.signed(), section.number()));
        return new HeapThread(
                tid,
                region == 0 ? OptionalInt.empty() : OptionalInt.of((int) region - 1),
                isCacheKnown ? Optional.of(new HeapThread.Cache(sizes)) : Optional.empty());
    }

    private static Figure figure(SectionReader section) {
        String name = section.label();
        Unit unit = section.constant(Unit.class);
        return new Figure(name, section.signed(), unit);
    }

    private static Detail detail(SectionReader section) {
        String name = section.label();
        String title = section.label();
        List<Detail.Column> columns =
                section.list(Format.MOST_ITEMS, () -> new Detail.Column(section.label(), section.constant(Unit.class)));
        List<Detail.Row> rows = section.list(Format.MOST_ITEMS, () -> row(section, columns.size()));
        return new Detail(name, title, columns, rows);
    }

    private static Detail.Row row(SectionReader section, int columns) {
        String label = section.label();
        section.spend(columns);
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            values.add(section.signed());
        }
        return new Detail.Row(label, values);
    }

    private static List<Part> parts(SectionReader section) {
        int count = section.count(Format.MOST_REGIONS);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(part(section, i));
        }
        return List.copyOf(parts);
    }

    private static Part part(SectionReader section, int index) {
        Region region = new Region(
                index,
                section.label(),
                section.label(),
                section.number(),
                (int) section.number(Integer.MAX_VALUE),
                section.optional(),
                section.signed());
        return new Part(
                region,
                section.signed(),
                section.list(Format.MOST_ITEMS, () -> violation(section)),
                section.number(Format.MOST_RECORDS),
                section.number(Format.MOST_PIECES),
                CacheOwners.Known.read(section),
                section.number(Format.HIGHEST),
                section.number(Format.HIGHEST));
    }

    private static Violation violation(SectionReader section) {
        return new Violation(section.label(), section.number(), section.number());
    }
}
