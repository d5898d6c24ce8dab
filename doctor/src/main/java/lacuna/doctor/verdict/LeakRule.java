package lacuna.doctor.verdict;

import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.Settled;
import lacuna.linux.text.ByteSize;

/** Live bytes that grow from look to look, as fast in the end as in the beginning. */
final class LeakRule implements Rule {
    private static final long LEAST = 1L << 20;

    /** Less than this is what the collector of a heap that is open could turn either way. */
    private static final double NEARLY = 0.99;

    @Override
    public Opinion judge(Evidence evidence) {
        Growth growth = evidence.growth();
        Optional<Settled> settled = growth.settled();
        long grown = settled.map(Settled::bytes).orElse(growth.live());
        long threshold = Math.max(LEAST, evidence.live() / 100);
        // What a collector takes from the kernel ahead is not the program's growth.
        boolean mostlyLive = settled.isPresent() || grown * 2 >= growth.resident();
        boolean holds = isSteady(growth) && mostlyLive;
        long stake = holds ? Math.max(0, grown) : 0;
        Trust trust = Trust.inHeapsOf(evidence);
        boolean isShort = settled.map(known -> known.kept().looks().size() < 3)
                .orElse(growth.looks().size() < 5);
        Confidence sure = isShort ? Confidence.MEDIUM : trust.confidence();
        double nearness =
                holds ? Math.min(stake / (double) threshold, margin(growth)) : Math.min(margin(growth), NEARLY);
        return new Opinion(
                Verdict.LEAK,
                stake,
                threshold,
                sure,
                growth.isKnown()
                        ? growth.looks().size() + " looks within "
                                + growth.over().toSeconds() + " s; " + (growth.isOpen() ? OPEN + "; " : "")
                                + trust.why()
                        : "one look can't tell growth",
                "live bytes grew by " + ByteSize.of(grown) + " within "
                        + growth.over().toSeconds() + " s, and don't slow down",
                "of steady growth of live bytes",
                List.of(
                        Fact.bytes("growth of live bytes", grown),
                        Fact.count("growth of live blocks", growth.blocks()),
                        Fact.bytes("growth of resident bytes", growth.resident()),
                        Fact.count("looks", growth.looks().size()),
                        Fact.count("looks that found more", growth.stepsUp())),
                nearness);
    }

    /** What can be said of a heap whose collector has not shown what is garbage. */
    static final String OPEN =
            "too few collections ended meanwhile to tell what grew from garbage: watch it for longer";

    static boolean isSteady(Growth growth) {
        return growth.settled()
                .map(known -> known.isSteady() && !known.isOpen())
                .orElseGet(growth::isSteady);
    }

    /** How far its conditions are from turning, the nearest one. */
    private static double margin(Growth growth) {
        if (growth.looks().size() < 3) {
            return 0;
        }
        boolean isCollected = growth.settled().isPresent();
        Growth judged = growth.settled()
                .map(known -> known.kept().looks().size() < 4 ? known.used() : known.kept())
                .orElse(growth);
        double live = Math.max(0, judged.live());
        double byFall = live / Math.max(1.0, (double) judged.deepestFall() * Growth.FALL_PARTS);
        double byPace = judged.lateShare() / Growth.STEADY;
        double byResident = isCollected || growth.resident() <= 0 ? Double.MAX_VALUE : 2 * live / growth.resident();
        double bySteps = judged.stepsUp() * 1.5 / (judged.looks().size() - 1);
        double least = Math.min(Math.min(byFall, byPace), byResident);
        return bySteps < 1 ? Math.min(bySteps, least) : least;
    }
}
