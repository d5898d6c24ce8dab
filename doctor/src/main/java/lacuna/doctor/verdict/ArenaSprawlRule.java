package lacuna.doctor.verdict;

import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Region;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;
import lacuna.linux.text.ByteSize;

/** Freed memory spread over many thread arenas: each keeps its own peak, and a thread can't use what another's keeps. */
final class ArenaSprawlRule implements Rule {
    /** Fewer arenas than this are not many. */
    private static final int MANY = 6;

    @Override
    public Opinion judge(Evidence evidence) {
        Spread spread =
                evidence.account(Heaps.GLIBC).map(ArenaSprawlRule::spread).orElse(Spread.NONE);
        long stake = spread.arenas >= MANY && spread.largest * 2 <= spread.free ? spread.free : 0;
        Trust trust = Trust.inHeapsOf(evidence);
        return new Opinion(
                Verdict.ARENA_SPRAWL,
                stake,
                evidence.significant(),
                trust.confidence(),
                trust.why(),
                spread.arenas + " thread arenas each keep what they once needed: together " + ByteSize.of(spread.free)
                        + " free on whole pages",
                "free in " + MANY + " or more thread arenas",
                List.of(
                        Fact.count("thread arenas", spread.arenas),
                        Fact.bytes("resident in thread arenas", spread.resident),
                        Fact.bytes("free in thread arenas", spread.free),
                        Fact.bytes("free in the largest of them", spread.largest),
                        Fact.count("processors", evidence.host().processors())));
    }

    /** How many arenas threads have, what is resident in them, what of it is free, and what is free in the one with most. */
    private record Spread(int arenas, long resident, long free, long largest) {
        static final Spread NONE = new Spread(0, 0, 0, 0);
    }

    private static Spread spread(HeapAccount account) {
        Spread all = Spread.NONE;
        for (int i = 0; i < account.residences().size(); i++) {
            Region region = account.report().regions().get(i).region();
            if (region.kind().equals("thread")) {
                RegionResidence residence = account.residences().get(i);
                long free = residence.holes().releasable() + residence.resident(BlockState.TOP);
                all = new Spread(
                        all.arenas + 1,
                        all.resident + residence.totalResident(),
                        all.free + free,
                        Math.max(all.largest, free));
            }
        }
        return all;
    }

    /** How many thread arenas the process has. */
    static int arenas(Evidence evidence) {
        Optional<HeapAccount> account = evidence.account(Heaps.GLIBC);
        return account.map(heap -> spread(heap).arenas).orElse(0);
    }
}
