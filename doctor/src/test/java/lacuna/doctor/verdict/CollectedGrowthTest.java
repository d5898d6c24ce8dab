package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Collected;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.Look;
import org.junit.jupiter.api.Test;

/** A heap that is collected is judged by what lives after collections. Figures in KiB, as the looks found them. */
class CollectedGrowthTest {
    /** Of one look: seconds, collections that have begun, used, of it outside of eden, resident. */
    private record Seen(double at, long begun, long used, long settled, long resident) {}

    @Test
    void aHeapThatTheCollectorEnlargesInOneStepIsNoReasonToPassOverALeak() {
        // 18.36 MiB live in 6 s; resident grew by 37,707,776 bytes at once.
        Growth growth = growth(
                Collected.End.SEEN,
                new Seen(0, 4, 40_000, 31_000, 90_000),
                new Seen(1.2, 4, 43_700, 31_000, 90_100),
                new Seen(1.8, 4, 45_500, 31_000, 90_100),
                new Seen(3.1, 5, 49_600, 49_000, 126_800),
                new Seen(3.8, 5, 51_700, 49_000, 126_800),
                new Seen(5.2, 5, 56_000, 49_000, 126_800),
                new Seen(6.0, 5, 58_800, 49_000, 126_824));
        assertThat(verdict(growth)).isEqualTo(Verdict.LEAK);
        assertThat(leak(growth).bytesAtStake()).isEqualTo(18_800L << 10);
    }

    @Test
    void startUpGarbageThatIsFreedEarlyDoesNotHideWhatGrowsThen() {
        Growth growth = growth(
                Collected.End.SEEN,
                new Seen(0, 4, 54_175, 31_000, 90_000),
                new Seen(1.2, 5, 40_649, 40_000, 90_000),
                new Seen(1.8, 5, 42_500, 40_000, 90_000),
                new Seen(3.1, 6, 46_700, 46_200, 126_000),
                new Seen(3.8, 6, 48_800, 46_200, 126_000),
                new Seen(5.2, 7, 53_000, 52_700, 126_000),
                new Seen(6.0, 8, 55_500, 55_400, 126_000));
        assertThat(verdict(growth)).isEqualTo(Verdict.LEAK);
    }

    @Test
    void garbageThatNoCollectionSawIsNotCalledALeak_butNearlySaid() {
        Growth growth = growth(
                Collected.End.SEEN,
                new Seen(0, 4, 40_000, 31_000, 90_000),
                new Seen(2, 4, 46_000, 31_000, 90_000),
                new Seen(4, 4, 52_000, 31_000, 90_000),
                new Seen(6, 4, 58_000, 31_000, 90_000));
        assertThat(growth.isOpen()).isTrue();
        assertThat(verdict(growth)).isNotEqualTo(Verdict.LEAK);
        assertThat(leak(growth).why()).contains("too few collections");
    }

    @Test
    void garbageThatCollectionsFreeIsNoLeakHoweverItStandsBetween() {
        Growth growth = growth(
                Collected.End.SEEN,
                new Seen(0, 4, 33_000, 31_000, 90_000),
                new Seen(2, 4, 39_000, 31_000, 90_000),
                new Seen(4, 5, 34_000, 31_010, 90_000),
                new Seen(6, 5, 40_000, 31_010, 90_000),
                new Seen(8, 6, 41_000, 31_020, 90_000));
        assertThat(growth.isOpen()).isFalse();
        assertThat(verdict(growth)).isNotEqualTo(Verdict.LEAK);
    }

    @Test
    void aCacheThatFillsAndStopsIsNoLeak() {
        Growth growth = growth(
                Collected.End.SEEN,
                new Seen(0, 4, 33_000, 31_000, 90_000),
                new Seen(1, 5, 43_000, 40_000, 90_000),
                new Seen(2, 5, 50_000, 40_000, 90_000),
                new Seen(4, 5, 50_010, 40_000, 90_000),
                new Seen(6, 5, 50_020, 40_000, 90_000));
        assertThat(verdict(growth)).isNotEqualTo(Verdict.LEAK);
    }

    /** Between the looks at 24 s and 25 s a collection had begun, and may have been going on. */
    @Test
    void aCollectorThatRunsBesideTheProgramIsBelievedOnceItHasSurelyEnded() {
        List<Seen> garbage = List.of(
                new Seen(0, 4, 36_000, 36_000, 90_000),
                new Seen(6, 4, 54_000, 54_000, 90_000),
                new Seen(24, 4, 99_000, 99_000, 190_000),
                new Seen(25, 5, 102_000, 102_000, 190_000));
        assertThat(growth(Collected.End.UNKNOWN, garbage.toArray(Seen[]::new)).isOpen())
                .isTrue();
        List<Seen> leaking = new ArrayList<>(garbage);
        leaking.add(new Seen(26, 5, 105_000, 105_000, 190_000));
        Growth leak = growth(Collected.End.UNKNOWN, leaking.toArray(Seen[]::new));
        assertThat(leak.isOpen()).isFalse();
        assertThat(verdict(leak)).isEqualTo(Verdict.LEAK);
        List<Seen> freed = new ArrayList<>(garbage);
        freed.add(new Seen(26, 5, 21_000, 21_000, 190_000));
        assertThat(verdict(growth(Collected.End.UNKNOWN, freed.toArray(Seen[]::new))))
                .isNotEqualTo(Verdict.LEAK);
    }

    private static Opinion leak(Growth growth) {
        return new LeakRule().judge(evidence(growth));
    }

    private static Verdict verdict(Growth growth) {
        return Diagnosis.of(evidence(growth)).first().verdict();
    }

    private static Evidence evidence(Growth growth) {
        return Evident.figures(100, 100, 100, 0, 0, 0, 0).with(growth);
    }

    private static Growth growth(Collected.End end, Seen... all) {
        List<Look> looks = new ArrayList<>();
        for (Seen seen : all) {
            Instant at = Instant.EPOCH.plus(Duration.ofMillis((long) (seen.at() * 1000)));
            looks.add(new Look(
                    at,
                    seen.resident() << 10,
                    seen.used() << 10,
                    seen.used(),
                    0,
                    Optional.of(new Collected(seen.begun(), seen.used() << 10, seen.settled() << 10, end))));
        }
        return new Growth(looks);
    }
}
