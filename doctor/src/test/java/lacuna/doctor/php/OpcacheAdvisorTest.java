package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.Setting;
import lacuna.heap.php.OpcacheFigures;
import org.junit.jupiter.api.Test;

/** Sizes from figures; the figures are made up, the arithmetic is not. */
class OpcacheAdvisorTest {
    private static final long MIB = 1 << 20;
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final OpcacheFigures.Restarts NONE = new OpcacheFigures.Restarts(0, 0, 0, false);

    @Test
    void whatHasRoomIsLeftAlone() {
        assertThat(advise(figures(128, 60, 0, NONE, strings(8, 2, 3), 500, 16229)))
                .isEmpty();
    }

    @Test
    void stringsThatFillTheirBufferAreGivenHalfAsMuchAgain_withTheTableInMind() {
        // 6 MiB are all that a buffer of 8 holds; 9 fit into 16, whose table takes 4.
        Advice advice = only(advise(figures(128, 60, 0, NONE, strings(8, 2, 6), 500, 16229)));
        assertThat(advice.setting()).isEqualTo("opcache.interned_strings_buffer");
        assertThat(advice.now()).isEqualTo("8");
        assertThat(advice.value()).isEqualTo("16");
        assertThat(advice.predictedBytes()).isEqualTo(-8 * MIB);
        assertThat(advice.line()).isEqualTo(3);
        assertThat(String.join("\n", advice.reasoning()))
                .contains("1.5 x 6.0 MiB = 9.0 MiB", "16 has room for 12 MiB", "is full", "no effect");
    }

    @Test
    void aBufferOfWhichALargerOneDoesNotFitTakesTheSegmentWithIt() {
        List<Advice> all = advise(figures(64, 58, 0, NONE, strings(8, 2, 6), 500, 16229));
        assertThat(all)
                .extracting(Advice::setting, Advice::value)
                .containsExactly(
                        tuple("opcache.interned_strings_buffer", "16"),
                        // 1.5 x (58 - 8) + 16 = 91
                        tuple("opcache.memory_consumption", "96"));
    }

    @Test
    void wastedMemoryCounts_andSoDoesThatItWasFullBefore() {
        Advice wasted = only(advise(figures(128, 88, 32, NONE, strings(8, 2, 1), 500, 16229)));
        // 1.5 x (88 + 32 - 8) + 8 = 176
        assertThat(wasted.value()).isEqualTo("192");
        OpcacheFigures.Restarts full = new OpcacheFigures.Restarts(3, 0, 0, false);
        Advice before = only(advise(figures(128, 20, 0, full, strings(8, 2, 1), 500, 16229)));
        assertThat(before.value()).isEqualTo("192");
        assertThat(before.reasoning()).anySatisfy(step -> assertThat(step).contains("full 3 times"));
    }

    @Test
    void keysThatRunOutAreAdvised() {
        Advice advice = only(advise(figures(128, 60, 0, NONE, strings(8, 2, 1), 7900, 7963)));
        assertThat(advice.setting()).isEqualTo("opcache.max_accelerated_files");
        assertThat(advice.value()).isEqualTo("12000");
    }

    private static List<Advice> advise(OpcacheFigures opcache) {
        Map<String, Setting> settings = Map.of(
                "opcache.interned_strings_buffer",
                new Setting("opcache.interned_strings_buffer", "8", new Origin.Line("/php.ini", 3)));
        return OpcacheAdvisor.of(opcache, new PhpIni(List.of("/php.ini"), settings, List.of()), NOW);
    }

    private static Advice only(List<Advice> all) {
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static OpcacheFigures.Strings strings(long buffer, long table, long used) {
        return new OpcacheFigures.Strings(buffer * MIB, table * MIB, used * MIB, (buffer - table - used) * MIB, 1000);
    }

    private static OpcacheFigures figures(
            long memory,
            long used,
            long wasted,
            OpcacheFigures.Restarts restarts,
            OpcacheFigures.Strings strings,
            int keys,
            int mostKeys) {
        return new OpcacheFigures(
                new OpcacheFigures.Segment(0, 1, 1, 1 << 20),
                memory * MIB,
                memory * MIB,
                (memory - used - wasted) * MIB,
                wasted * MIB,
                false,
                1,
                1,
                keys,
                keys,
                mostKeys,
                restarts,
                Optional.of(NOW.minus(Duration.ofDays(2))),
                Optional.of(strings));
    }
}
