package lacuna.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GlyphsTest {
    @Test
    void aBarIsAsLongAsItsShare() {
        assertThat(Glyphs.UNICODE.bar(1, 2, 10)).isEqualTo("█████");
        assertThat(Glyphs.ASCII.bar(1, 2, 10)).isEqualTo("#####");
        assertThat(Glyphs.UNICODE.bar(5, 4, 4)).isEqualTo("████");
    }

    @Test
    void whatIsMoreThanNothingIsSeen() {
        assertThat(Glyphs.UNICODE.bar(1, 1_000_000, 10)).isEqualTo("▏");
        assertThat(Glyphs.ASCII.bar(1, 1_000_000, 10)).isEqualTo("~");
        assertThat(Glyphs.UNICODE.bar(0, 10, 10)).isEmpty();
    }

    @Test
    void aSeriesIsDrawnBetweenItsOwnLeastAndGreatest() {
        assertThat(Glyphs.UNICODE.sparkline(new long[] {0, 50, 100})).isEqualTo("▁▅█");
        assertThat(Glyphs.UNICODE.sparkline(new long[] {7, 7, 7})).isEqualTo("▁▁▁");
    }

    @Property(seed = "1")
    void noBarIsLongerThanItsRoom(
            @ForAll long part, @ForAll long whole, @ForAll @IntRange(min = 1, max = 50) int columns) {
        assertThat(Printable.width(Glyphs.UNICODE.bar(part, whole, columns))).isLessThanOrEqualTo(columns);
        assertThat(Printable.width(Glyphs.ASCII.bar(part, whole, columns))).isLessThanOrEqualTo(columns);
    }
}
