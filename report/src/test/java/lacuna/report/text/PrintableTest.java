package lacuna.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void aProcessCannotColourTheScreenByItsName() {
        assertThat(Printable.of("evil\u001b[31m\u0007\rname\u009b2J")).isEqualTo("evil?[31m??name?2J");
    }

    @Test
    void aNameCannotTurnTheDirectionOfTheLine() {
        assertThat(Printable.of("safe\u202egpj.exe")).isEqualTo("safe?gpj.exe");
    }

    @Test
    void namesOfAllLanguagesStay() {
        assertThat(Printable.of("größe 日本 e\u0301 (deleted)")).isEqualTo("größe 日本 e\u0301 (deleted)");
    }

    @Test
    void widthCountsColumnsNotCharacters() {
        assertThat(Printable.width("日本")).isEqualTo(4);
        assertThat(Printable.width("e\u0301")).isEqualTo(1);
        assertThat(Printable.width("🚀x")).isEqualTo(3);
    }

    @Property(seed = "1")
    void whateverTheTextNoControlCharacterPasses(@ForAll String text) {
        assertThat(Printable.of(text).codePoints()).noneMatch(Character::isISOControl);
    }

    @Property(seed = "1")
    void whatIsFittedFits(@ForAll String text, @ForAll @IntRange(min = 0, max = 60) int columns) {
        String clean = Printable.of(text);
        assertThat(Printable.width(Printable.fit(clean, columns, "…"))).isLessThanOrEqualTo(columns);
    }
}
