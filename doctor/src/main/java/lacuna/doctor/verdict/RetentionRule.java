package lacuna.doctor.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.linux.text.ByteSize;

/** Freed memory on whole resident pages, which the allocator could give back and keeps. */
final class RetentionRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        List<Retained> kept = keptIn(evidence);
        long bytes = kept.stream().mapToLong(Retained::bytes).sum();
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.bytes("resident", evidence.resident()));
        kept.forEach(each -> facts.add(Fact.bytes("kept " + each.way().words(), each.bytes())));
        Trust trust = Trust.inHeapsOf(evidence);
        String where = kept.isEmpty()
                ? "no freed memory is kept on whole pages"
                : ByteSize.of(bytes) + " of " + ByteSize.of(evidence.resident())
                        + " were freed by the program and are kept, most of it "
                        + kept.getFirst().way().words();
        return new Opinion(
                Verdict.RETENTION,
                bytes,
                threshold(evidence),
                trust.confidence(),
                trust.why(),
                where,
                "freed and kept on whole pages",
                facts);
    }

    /** Of all heaps, by way, the most first. */
    static List<Retained> keptIn(Evidence evidence) {
        List<Retained> all = new ArrayList<>();
        evidence.accounts().forEach(account -> all.addAll(Retained.in(account)));
        all.sort(Comparator.comparingLong(Retained::bytes).reversed());
        return all;
    }

    /** A Java heap has free regions because its collector wants them: there it takes twice as much to be remarkable. */
    private static long threshold(Evidence evidence) {
        return evidence.has(Heaps.JAVA) ? Math.max(64L << 20, evidence.resident() * 2 / 5) : evidence.significant();
    }
}
