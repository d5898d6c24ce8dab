package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** The program has handed out what is resident, and holds it. */
final class BigLiveRule implements Rule {
    private static final long BIG = 64L << 20;

    @Override
    public Opinion judge(Evidence evidence) {
        Trust trust = Trust.inHeapsOf(evidence);
        boolean isWatched = evidence.growth().isKnown() && !evidence.growth().isOpen();
        return new Opinion(
                Verdict.BIG_LIVE,
                evidence.live(),
                Math.max(BIG, evidence.resident() / 2),
                isWatched ? trust.confidence() : Confidence.MEDIUM,
                isWatched ? trust.why() : "one look can't tell whether it grows: look with --watch",
                ByteSize.of(evidence.live()) + " of " + ByteSize.of(evidence.resident())
                        + " are in use by the program: only the program can free them",
                "of live blocks",
                List.of(Fact.bytes("resident", evidence.resident()), Fact.bytes("live", evidence.live())));
    }
}
