package lacuna.watch.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lacuna.linux.proc.ProcessKey;
import org.junit.jupiter.api.Test;

class RollupBudgetTest {
    private static final long MIB = 1 << 20;

    @Test
    void whoeverHasNoExactFiguresComesFirst_theLargestBeforeTheOthers() {
        Tracked small = process(1, 10 * MIB);
        Tracked large = process(2, 900 * MIB);
        Tracked known = known(process(3, 2000 * MIB), 2000 * MIB, 0);
        assertThat(order(known, small, large)).containsExactly(2, 1, 3);
    }

    @Test
    void thenWhoeverChangedMostSince_thenTheOldest() {
        Tracked grewMuch = known(process(1, 500 * MIB), 100 * MIB, 50);
        Tracked grewLittle = known(process(2, 12 * MIB), 10 * MIB, 50);
        Tracked old = known(process(3, 700 * MIB), 700 * MIB, 10);
        Tracked recent = known(process(4, 800 * MIB), 800 * MIB, 40);
        assertThat(order(recent, old, grewLittle, grewMuch)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aLookSpendsNoMoreThanItsShare() {
        RollupBudget budget = new RollupBudget(new RollupPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 1L << 40));
        budget.grant();
        Tracked affordable = process(1, 50 * MIB);
        assertThat(budget.allows(affordable)).isTrue();
        budget.spend(900_000);
        assertThat(budget.allows(affordable)).isFalse();
    }

    @Test
    void whatIsNotSpentIsSavedUpForALargeOne() {
        RollupBudget budget = new RollupBudget(new RollupPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 1L << 40));
        Tracked large = process(1, 1024 * MIB);
        int looks = 0;
        while (!budget.allows(large)) {
            budget.grant();
            looks++;
        }
        assertThat(looks).isEqualTo(13);
    }

    @Test
    void whatTheFirstLookLeftOverIsNotForLaterOnes() {
        RollupBudget budget =
                new RollupBudget(new RollupPolicy(Duration.ofMillis(300), Duration.ofMillis(1), 1L << 40));
        budget.grant();
        assertThat(budget.allows(process(1, 1024 * MIB))).isTrue();
        budget.grant();
        assertThat(budget.allows(process(1, 1024 * MIB))).isFalse();
    }

    @Test
    void theCostThatWasMeasuredCountsMoreThanTheEstimate() {
        RollupBudget budget = new RollupBudget(new RollupPolicy(Duration.ofMillis(5), Duration.ofMillis(5), 1L << 40));
        budget.grant();
        Tracked dearerThanItLooks = process(1, MIB);
        dearerThanItLooks.rollupNanos = 6_000_000;
        assertThat(budget.allows(dearerThanItLooks)).isFalse();
    }

    @Test
    void aProcessOverTheBoundIsLeftAlone() {
        RollupBudget budget = new RollupBudget(new RollupPolicy(Duration.ofDays(1), Duration.ofDays(1), 8L << 30));
        assertThat(budget.tooLarge(process(1, (8L << 30) + 1))).isTrue();
        assertThat(budget.tooLarge(process(1, 8L << 30))).isFalse();
    }

    private static Tracked process(int pid, long rss) {
        Tracked tracked = new Tracked(new ProcessKey(pid, 1), Instant.EPOCH);
        tracked.approximateRss = rss;
        return tracked;
    }

    private static Tracked known(Tracked tracked, long rssThen, long secondsSinceEpoch) {
        OptionalLong none = OptionalLong.empty();
        Instant readAt = Instant.ofEpochSecond(secondsSinceEpoch);
        tracked.rollup = Optional.of(new Rollup(readAt, none, none, none, none, none, none, none));
        tracked.rssAtRollup = rssThen;
        return tracked;
    }

    private static List<Integer> order(Tracked... processes) {
        return Stream.of(processes)
                .sorted(RollupBudget.URGENCY)
                .map(tracked -> tracked.key.pid())
                .toList();
    }
}
