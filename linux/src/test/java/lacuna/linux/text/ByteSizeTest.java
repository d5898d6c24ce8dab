package lacuna.linux.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "10240, 10 KiB",
        "1048064, 1.0 MiB",
        "1048575, 1.0 MiB",
        "1048576, 1.0 MiB",
        "2040109465, 1.9 GiB",
        "-1048576, -1.0 MiB",
        "9223372036854775807, 8.0 EiB",
        "-9223372036854775808, -8.0 EiB"
    })
    void sizesReadAsPeopleSayThem(long bytes, String words) {
        assertThat(ByteSize.of(bytes)).isEqualTo(words);
    }

    @Test
    void aDifferenceKeepsItsSign() {
        assertThat(ByteSize.signed(4096)).isEqualTo("+4.0 KiB");
        assertThat(ByteSize.signed(-4096)).isEqualTo("-4.0 KiB");
        assertThat(ByteSize.signed(0)).isEqualTo("0 B");
    }

    @ParameterizedTest
    @CsvSource({"8GiB, 8589934592", "512 M, 536870912", "1.5g, 1610612736", "100, 100", "3 b, 3", "2tb, 2199023255552"})
    void argumentsReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "8 parsecs", "1.2.3M", "-5M", "."})
    void anythingElseIsRefusedInWords(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("is not a size such as 8GiB");
    }

    @Property(seed = "1")
    void whatIsPrintedIsWithinFivePercentOfTheTruth(@ForAll @LongRange(min = 1) long bytes) {
        assertThat((double)
                        ByteSize.parse(ByteSize.of(bytes).replace("PiB", "T").replace("EiB", "T")))
                .isCloseTo(scaled(bytes), within(scaled(bytes) * 0.051));
    }

    @Property(seed = "1")
    void noSizeIsWiderThanItsColumn(@ForAll long bytes) {
        assertThat(ByteSize.of(bytes).length()).isLessThanOrEqualTo(9);
    }

    /** The parser knows no unit over TiB; the same digits in TiB stand for them. */
    private static double scaled(long bytes) {
        String words = ByteSize.of(bytes);
        return words.endsWith("PiB") ? bytes / 1024.0 : words.endsWith("EiB") ? bytes / 1048576.0 : bytes;
    }
}
