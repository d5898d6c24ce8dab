package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.linux.text.ByteSize;

/** Live bytes that grow from look to look, as fast in the end as in the beginning. */
final class LeakRule implements Rule {
    private static final long LEAST = 1L << 20;

    /** From here on the second half grew as the first did. */
    static final double STEADY = 0.5;

    @Override
    public Opinion judge(Evidence evidence) {
        Growth growth = evidence.growth();
        boolean grows = isSteady(growth);
        long stake = grows ? Math.max(0, growth.live()) : 0;
        boolean mostlyLive = growth.live() * 2 >= growth.resident();
        Trust trust = Trust.inHeapsOf(evidence);
        Confidence sure = growth.looks().size() >= 5 ? trust.confidence() : Confidence.MEDIUM;
        return new Opinion(
                Verdict.LEAK,
                mostlyLive ? stake : 0,
                Math.max(LEAST, evidence.live() / 100),
                sure,
                growth.isKnown()
                        ? growth.looks().size() + " looks within "
                                + growth.over().toSeconds() + " s; " + trust.why()
                        : "one look can't tell growth",
                "live bytes grew by " + ByteSize.of(growth.live()) + " within "
                        + growth.over().toSeconds() + " s, and don't slow down",
                "of steady growth of live bytes",
                List.of(
                        Fact.bytes("growth of live bytes", growth.live()),
                        Fact.count("growth of live blocks", growth.blocks()),
                        Fact.bytes("growth of resident bytes", growth.resident()),
                        Fact.count("looks", growth.looks().size()),
                        Fact.count("looks that found more", growth.stepsUp())));
    }

    /** What falls by more than this share of its growth, in between, comes and goes: no leak and no cache that fills. */
    private static final int FALL_PARTS = 4;

    /** Whether nearly all looks found more than the one before, and the late ones no less than the early ones. */
    static boolean isSteady(Growth growth) {
        int steps = growth.looks().size() - 1;
        return steps >= 2 && growth.stepsUp() * 3 >= steps * 2 && growth.lateShare() >= STEADY && !comesAndGoes(growth);
    }

    /** Whether live bytes fall between looks nearly as they grow: the last look may stand on any part of such a saw. */
    static boolean comesAndGoes(Growth growth) {
        return growth.deepestFall() * FALL_PARTS > Math.max(0, growth.live());
    }
}
