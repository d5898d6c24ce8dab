package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.Settled;
import lacuna.linux.text.ByteSize;

/** Live bytes that grew, and slow down: caches that fill, classes that load. */
final class WarmingUpRule implements Rule {
    private static final long LEAST = 1L << 20;

    @Override
    public Opinion judge(Evidence evidence) {
        Growth growth = evidence.growth();
        Growth kept = growth.settled().map(Settled::kept).orElse(growth);
        boolean slows = kept.isKnown()
                && kept.live() > 0
                && !growth.isOpen()
                && !LeakRule.isSteady(growth)
                && !kept.comesAndGoes();
        Trust trust = Trust.inHeapsOf(evidence);
        return new Opinion(
                Verdict.WARMING_UP,
                slows ? kept.live() : 0,
                Math.max(LEAST, evidence.live() / 50),
                trust.confidence(),
                trust.why(),
                "live bytes grew by " + ByteSize.of(kept.live()) + " and slow down: look again when it has settled",
                "of growth that slows down",
                List.of(
                        Fact.bytes("growth of live bytes", kept.live()),
                        Fact.count("looks", growth.looks().size())));
    }
}
