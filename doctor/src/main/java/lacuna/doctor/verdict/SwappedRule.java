package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** Memory that the kernel had to put into swap. */
final class SwappedRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long swap = evidence.figures().swap().orElse(0);
        return new Opinion(
                Verdict.SWAPPED,
                swap,
                Math.max(evidence.significant(), swap / 8),
                Confidence.HIGH,
                "counted by the kernel",
                ByteSize.of(swap) + " are in swap beside " + ByteSize.of(evidence.resident()) + " in memory",
                "in swap",
                List.of(Fact.bytes("swap", swap), Fact.bytes("resident", evidence.resident())));
    }
}
