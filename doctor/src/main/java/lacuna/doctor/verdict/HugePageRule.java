package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** Pages within huge pages that nobody ever wrote: resident because their neighbours are. */
final class HugePageRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long zero = evidence.bloat().zeroBytes();
        return new Opinion(
                Verdict.THP_BLOAT,
                zero,
                evidence.significant(),
                Confidence.LOW,
                "estimated: " + ByteSize.of(evidence.bloat().sampled()) + " of "
                        + ByteSize.of(evidence.bloat().hugeBytes()) + " on huge pages were looked at",
                ByteSize.of(zero) + " of " + ByteSize.of(evidence.bloat().hugeBytes())
                        + " on huge pages were never written",
                "never written on huge pages",
                List.of(Fact.bytes("on huge pages", evidence.bloat().hugeBytes()), Fact.bytes("never written", zero)));
    }
}
