package lacuna.doctor.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MappingKind;

/**
 * What of a process nothing here reads.
 *
 * @param unnamed bytes that nothing names
 * @param shut bytes in heaps that are known by their place, and whose blocks are not read
 * @param largest the heap that most of these lie in
 */
record Unread(long unnamed, long shut, Optional<MappingKind> largest) {
    /** Heaps that are known by their place and have blocks that only their own reader could tell. */
    private static final List<MappingKind> HEAPS = List.of(
            MappingKind.V8_HEAP,
            MappingKind.GO_HEAP,
            MappingKind.JVM_HEAP,
            MappingKind.RUBY_HEAP,
            MappingKind.ZEND_CHUNK,
            MappingKind.MIMALLOC,
            MappingKind.TCMALLOC);

    static Unread of(Evidence evidence) {
        long unnamed = evidence.heaps().isEmpty()
                ? evidence.figures().anon().orElse(evidence.resident())
                : under(evidence, ResidentLedger.UNATTRIBUTED);
        long shut =
                HEAPS.stream().mapToLong(kind -> under(evidence, kind.words())).sum();
        Optional<MappingKind> largest = HEAPS.stream()
                .filter(kind -> under(evidence, kind.words()) > 0)
                .max(Comparator.comparingLong(kind -> under(evidence, kind.words())));
        return new Unread(Math.max(0, unnamed - offered(evidence)), shut, largest);
    }

    long bytes() {
        return unnamed + shut;
    }

    /** What follows on an amount. */
    String measure() {
        if (shut == 0) {
            return "that nothing names";
        }
        return unnamed == 0 || shut >= 4 * unnamed
                ? "in heaps that nothing here reads"
                : "that nothing names, or in heaps that nothing here reads";
    }

    /** What no heap lists and was offered to the kernel needs no name: nobody wants it, and it goes when memory is short. */
    private static long offered(Evidence evidence) {
        return Math.max(0, evidence.figures().lazyFree().orElse(0) - evidence.inState(BlockState.LAZILY_FREED));
    }

    /** What the ledger has under {@code name}, which no block took. */
    private static long under(Evidence evidence, String name) {
        return evidence.heaps()
                .map(heaps -> Math.max(0, heaps.ledger().bytes(name)))
                .orElse(0L);
    }
}
