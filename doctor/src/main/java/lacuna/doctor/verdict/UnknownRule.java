package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** Too much of what is resident could not be named. */
final class UnknownRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        Unread unread = Unread.of(evidence);
        long dark = unread.bytes();
        String why =
                evidence.gaps().isEmpty() ? reason(unread) : evidence.gaps().getFirst();
        return new Opinion(
                Verdict.UNKNOWN,
                dark,
                Math.max(32L << 20, evidence.resident() / 2),
                Confidence.HIGH,
                why,
                ByteSize.of(dark) + " of " + ByteSize.of(evidence.resident()) + " can't be told: " + why,
                unread.measure(),
                List.of(
                        Fact.bytes("resident", evidence.resident()),
                        Fact.bytes("in heaps that nothing here reads", unread.shut()),
                        Fact.bytes("that nothing names", unread.unnamed())));
    }

    /** The largest heap that stays shut, where one does. */
    private static String reason(Unread unread) {
        return unread.largest()
                .map(kind -> "what is live in its " + kind.words() + " is not known: nothing here reads that heap")
                .orElse("no heap that is known was found in it");
    }
}
