package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.heap.block.BlockState;
import lacuna.heap.map.MappingKind;
import lacuna.linux.text.ByteSize;

/** Too much of what is resident could not be named. */
final class UnknownRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long unnamed = evidence.heaps().isEmpty()
                ? evidence.figures().anon().orElse(evidence.resident())
                : evidence.ofKind(MappingKind.ANONYMOUS) - namedWithin(evidence);
        long dark = unnamed - offered(evidence);
        String why = evidence.gaps().isEmpty()
                ? "no heap that is known was found in it"
                : evidence.gaps().getFirst();
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

    /** Anonymous mappings that heaps have blocks in are named by them. */
    private static long namedWithin(Evidence evidence) {
        long unnamed = evidence.heaps()
                .map(heaps -> heaps.ledger().bytes(lacuna.heap.ledger.ResidentLedger.UNATTRIBUTED))
                .orElse(0L);
        return evidence.ofKind(MappingKind.ANONYMOUS) - unnamed;
    }
}
