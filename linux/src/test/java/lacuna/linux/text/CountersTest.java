package lacuna.linux.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class CountersTest {
    @Property(tries = 2_000, seed = "1")
    void everyNameIsFoundAgain_whateverWasReadBefore(
            @ForAll @Size(max = 90) Map<@AlphaChars @StringLength(min = 1, max = 12) String, Integer> first,
            @ForAll @Size(max = 90) Map<@AlphaChars @StringLength(min = 1, max = 12) String, Integer> second) {
        Counters before = Counters.parse(Ascii.of(print(first)), Counters.NONE);
        Counters after = Counters.parse(Ascii.of(print(second)), before);
        Counters again = Counters.parse(Ascii.of(print(second)), after);

        assertThat(before.size()).isEqualTo(first.size());
        first.forEach((name, value) -> assertThat(before.get(name)).hasValue(value));
        assertThat(after.size()).isEqualTo(second.size());
        second.forEach((name, value) -> assertThat(after.get(name)).hasValue(value));
        assertThat(again).isEqualTo(after);
    }

    @Test
    void kilobytesBecomeBytes_andPlainCountsStay() {
        Counters counters = Counters.parseWithUnits(
                Ascii.of("MemTotal:       24684084 kB\nHugePages_Total:       3\n"), Counters.NONE);
        assertThat(counters.get("MemTotal")).hasValue(24684084L * 1024);
        assertThat(counters.get("HugePages_Total")).hasValue(3);
        assertThat(counters.get("MemAvailable")).isEqualTo(OptionalLong.empty());
    }

    @Test
    void somethingElseOnALine_fails() {
        Ascii text = Ascii.of("anon 12\nfile 3 4\n");
        Counters.parse(text, Counters.NONE);
        assertThat(text.failureLine()).isEqualTo(2);
    }

    private static String print(Map<String, Integer> counters) {
        return counters.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
