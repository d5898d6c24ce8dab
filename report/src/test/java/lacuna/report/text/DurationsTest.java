package lacuna.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0ms",
        "850, 850ms",
        "59999, 59s",
        "60000, 1m",
        "725000, 12m 5s",
        "7260000, 2h 1m",
        "273600000, 3d 4h"
    })
    void durationsReadAsTheirTwoLargestUnits(long millis, String words) {
        assertThat(Durations.of(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "2s, 2000", "2, 2000", "1.5m, 90000", "1h, 3600000", "3d, 259200000"})
    void argumentsReadAsPeopleWriteThem(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "2 fortnights", "1:30", "-1s"})
    void anythingElseIsRefusedInWords(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("is not a duration such as 500ms");
    }
}
