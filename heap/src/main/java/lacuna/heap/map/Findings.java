package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import lacuna.linux.proc.MemoryField;

/** Looks over a finished map for what stands out. */
final class Findings {
    /** glibc makes up to eight arenas before it counts processors. */
    private static final int USUAL_ARENA_HEAPS = 8;

    private static final int USUAL_STACKS = 200;
    private static final int NAMED_FILES = 3;
    /** One part in four of all memory is worth a word. */
    private static final int NOTABLE_PART = 4;

    private static final long SMALL = 1L << 20;

    private final List<MapEntry> entries;
    private final long weight;
    private final List<Finding> findings = new ArrayList<>();

    private Findings(List<MapEntry> entries, long weight) {
        this.entries = entries;
        this.weight = weight;
    }

    /** {@code weight} is that of all entries together. */
    static List<Finding> of(List<MapEntry> entries, long weight) {
        Findings looking = new Findings(entries, weight);
        looking.many(Finding.Kind.MANY_ARENA_HEAPS, MappingKind.ARENA_HEAP, USUAL_ARENA_HEAPS);
        looking.many(Finding.Kind.MANY_STACKS, MappingKind.THREAD_STACK, USUAL_STACKS);
        looking.deletedFiles();
        looking.notablePart(Finding.Kind.LARGE_SHARED_MEMORY, MappingKind.SHARED_MEMORY);
        looking.figure(
                Finding.Kind.HUGE_PAGES,
                // Huge pages of the page cache belong to the file, whoever maps it: they are no burden of this process.
                entry -> figure(entry, MemoryField.ANON_HUGE_PAGES)
                        + figure(entry, MemoryField.SHMEM_PMD_MAPPED)
                        + figure(entry, MemoryField.SHARED_HUGETLB)
                        + figure(entry, MemoryField.PRIVATE_HUGETLB));
        looking.figure(Finding.Kind.SWAPPED, entry -> figure(entry, MemoryField.SWAP));
        looking.figure(Finding.Kind.LAZILY_FREED, entry -> figure(entry, MemoryField.LAZY_FREE));
        looking.figure(Finding.Kind.LOCKED, entry -> figure(entry, MemoryField.LOCKED));
        looking.notablePart(Finding.Kind.UNNAMED, MappingKind.ANONYMOUS);
        return looking.findings;
    }

    private void many(Finding.Kind kind, MappingKind of, int usual) {
        Predicate<MapEntry> isOne = entry -> entry.name().kind() == of;
        if (count(isOne) > usual) {
            add(kind, isOne, MapEntry::weight, "");
        }
    }

    private void deletedFiles() {
        Predicate<MapEntry> isOne =
                entry -> entry.mapping().deleted() && entry.name().kind().group() == MappingGroup.CODE;
        Set<String> paths = new TreeSet<>();
        entries.stream()
                .filter(isOne)
                .forEach(entry -> paths.add(entry.mapping().path()));
        if (!paths.isEmpty()) {
            String some = String.join(", ", paths.stream().limit(NAMED_FILES).toList());
            String more = paths.size() > NAMED_FILES ? " and " + (paths.size() - NAMED_FILES) + " more" : "";
            add(Finding.Kind.DELETED_FILES, isOne, MapEntry::weight, some + more);
        }
    }

    private void notablePart(Finding.Kind kind, MappingKind of) {
        Predicate<MapEntry> isOne = entry -> entry.name().kind() == of;
        long part = entries.stream().filter(isOne).mapToLong(MapEntry::weight).sum();
        if (part >= SMALL && part >= weight / NOTABLE_PART) {
            add(kind, isOne, MapEntry::weight, "");
        }
    }

    private void figure(Finding.Kind kind, ToLongFunction<MapEntry> bytes) {
        Predicate<MapEntry> isOne = entry -> bytes.applyAsLong(entry) > 0;
        if (count(isOne) > 0) {
            add(kind, isOne, bytes, "");
        }
    }

    private void add(Finding.Kind kind, Predicate<MapEntry> isOne, ToLongFunction<MapEntry> bytes, String detail) {
        long sum = entries.stream().filter(isOne).mapToLong(bytes).sum();
        findings.add(new Finding(kind, count(isOne), sum, detail));
    }

    private long count(Predicate<MapEntry> isOne) {
        return entries.stream().filter(isOne).count();
    }

    private static long figure(MapEntry entry, MemoryField field) {
        return entry.figure(field).orElse(0);
    }
}
