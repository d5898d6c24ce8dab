package lacuna.doctor.verdict;

import java.util.List;

/**
 * What one rule says of the evidence. It holds when what is at stake reaches the threshold; when not, the two tell how far
 * it is from holding.
 *
 * @param bytesAtStake what could be won, or what the verdict is about
 * @param threshold from how many bytes on the rule says so
 * @param confidence how sure the figures are
 * @param why what makes it so sure, or not surer
 * @param sentence the finding in one sentence
 * @param nearness how near it is to holding, by that of its conditions which is farthest from it: from 1 on it holds
 * @param measure what is held against the threshold, in words that follow a number of bytes: "of pinned holes"
 */
public record Opinion(
        Verdict verdict,
        long bytesAtStake,
        long threshold,
        Confidence confidence,
        String why,
        String sentence,
        String measure,
        List<Fact> facts,
        double nearness) {
    public Opinion {
        facts = List.copyOf(facts);
    }

    public boolean holds() {
        return bytesAtStake >= threshold;
    }

    /** Of a rule that has no other condition than its threshold. */
    public Opinion(
            Verdict verdict,
            long bytesAtStake,
            long threshold,
            Confidence confidence,
            String why,
            String sentence,
            String measure,
            List<Fact> facts) {
        this(
                verdict,
                bytesAtStake,
                threshold,
                confidence,
                why,
                sentence,
                measure,
                facts,
                bytesAtStake / (double) Math.max(1, threshold));
    }

    /** The same, less sure. */
    Opinion doubted(String reason) {
        return new Opinion(
                verdict,
                bytesAtStake,
                threshold,
                Confidence.MEDIUM,
                reason + "; " + why,
                sentence,
                measure,
                facts,
                nearness);
    }
}
