package lacuna.doctor.verdict;

import java.util.Comparator;
import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MappingKind;
import lacuna.linux.text.ByteSize;

/** Too much of what is resident could not be named. */
final class UnknownRule implements Rule {
    /** Heaps that are known by their place and have blocks that only their own reader could tell. */
    private static final List<MappingKind> HEAPS = List.of(
            MappingKind.V8_HEAP,
            MappingKind.GO_HEAP,
            MappingKind.JVM_HEAP,
            MappingKind.RUBY_HEAP,
            MappingKind.ZEND_CHUNK,
            MappingKind.MIMALLOC,
            MappingKind.TCMALLOC);

    @Override
    public Opinion judge(Evidence evidence) {
        long unnamed = evidence.heaps().isEmpty()
                ? evidence.figures().anon().orElse(evidence.resident())
                : unread(evidence, ResidentLedger.UNATTRIBUTED);
        long shut =
                HEAPS.stream().mapToLong(kind -> unread(evidence, kind.words())).sum();
        long dark = unnamed - offered(evidence) + shut;
        String why =
                evidence.gaps().isEmpty() ? reason(evidence) : evidence.gaps().getFirst();
        return new Opinion(
                Verdict.UNKNOWN,
                Math.max(0, dark),
                Math.max(32L << 20, evidence.resident() / 2),
                Confidence.HIGH,
                why,
                ByteSize.of(Math.max(0, dark)) + " of " + ByteSize.of(evidence.resident()) + " can't be told: " + why,
                "that nothing names",
                List.of(
                        Fact.bytes("resident", evidence.resident()),
                        Fact.bytes("that nothing names", Math.max(0, dark))));
    }

    /** What no heap lists and was offered to the kernel needs no name: nobody wants it, and it goes when memory is short. */
    private static long offered(Evidence evidence) {
        return Math.max(0, evidence.figures().lazyFree().orElse(0) - evidence.inState(BlockState.LAZILY_FREED));
    }

    /** What the ledger has under {@code name}, which no block took. */
    private static long unread(Evidence evidence, String name) {
        return evidence.heaps().map(heaps -> heaps.ledger().bytes(name)).orElse(0L);
    }

    /** The largest heap that stays shut, where one does. */
    private static String reason(Evidence evidence) {
        return HEAPS.stream()
                .filter(kind -> unread(evidence, kind.words()) > 0)
                .max(Comparator.comparingLong(kind -> unread(evidence, kind.words())))
                .map(kind -> "what is live in its " + kind.words() + " is not known: nothing here reads that heap")
                .orElse("no heap that is known was found in it");
    }
}
