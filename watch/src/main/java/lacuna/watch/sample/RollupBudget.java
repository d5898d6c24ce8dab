package lacuna.watch.sample;

import java.util.Comparator;

/**
 * Decides whose exact figures are read next. First whoever has none, the largest first; then whoever changed most since;
 * then the oldest. What a look does not spend is saved up, so that the turn of a large process comes too.
 */
final class RollupBudget {
    private static final long BASE_NANOS = 60_000;
    private static final long NANOS_PER_MIB = 11_000;
    private static final long SAVINGS_IN_LOOKS = 100;
    private static final long NOTEWORTHY_CHANGE = 1L << 20;

    /** Whose turn it is: the first in this order. */
    static final Comparator<Tracked> URGENCY = Comparator.comparingInt(RollupBudget::rank)
            .thenComparing(Comparator.comparingLong(RollupBudget::weight).reversed())
            .thenComparingInt(tracked -> tracked.key.pid());

    private final RollupPolicy policy;
    private int looks;
    private long nanosLeft;

    RollupBudget(RollupPolicy policy) {
        this.policy = policy;
    }

    /** A new look begins: its share is added to what was saved. What the first look left over is not for later ones. */
    void grant() {
        looks++;
        if (looks == 1) {
            nanosLeft = policy.firstLook().toNanos();
            return;
        }
        long share = policy.eachLook().toNanos();
        long saved = looks == 2 ? Math.min(nanosLeft, 0) : nanosLeft;
        nanosLeft = Math.min(saved + share, share * SAVINGS_IN_LOOKS);
    }

    boolean allows(Tracked process) {
        return estimateNanos(process) <= nanosLeft;
    }

    boolean tooLarge(Tracked process) {
        return process.approximateRss > policy.largest();
    }

    void spend(long nanos) {
        nanosLeft -= nanos;
    }

    private static long estimateNanos(Tracked process) {
        return process.rollupNanos > 0
                ? process.rollupNanos
                : BASE_NANOS + (process.approximateRss >> 20) * NANOS_PER_MIB;
    }

    private static int rank(Tracked process) {
        if (process.rollup.isEmpty()) {
            return 0;
        }
        return process.changeSinceRollup() > NOTEWORTHY_CHANGE ? 1 : 2;
    }

    private static long weight(Tracked process) {
        return switch (rank(process)) {
            case 0 -> process.approximateRss;
            case 1 -> process.changeSinceRollup();
            default -> -process.rollup.orElseThrow().readAt().toEpochMilli();
        };
    }
}
