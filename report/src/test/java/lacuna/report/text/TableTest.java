package lacuna.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TableTest {
    private static Table table() {
        return new Table()
                .figure("PSS")
                .figure("SWAP")
                .expendable(2)
                .figure("RSS")
                .expendable(1)
                .word("NAME")
                .row("1.0 MiB", "0 B", "12 MiB", "php-fpm8.2 pool www")
                .row("640 KiB", "-", "900 KiB", "sh");
    }

    @Test
    void figuresStandRightAndWordsLeft() {
        assertThat(table().lines(Canvas.plain(80)))
                .containsExactly(
                        "    PSS  SWAP      RSS  NAME", //
                        "1.0 MiB   0 B   12 MiB  php-fpm8.2 pool www",
                        "640 KiB     -  900 KiB  sh");
    }

    @Test
    void aNarrowTerminalLosesTheMostExpendableColumnFirst() {
        assertThat(table().lines(Canvas.plain(32)).getFirst()).isEqualTo("    PSS      RSS  NAME");
        assertThat(table().lines(Canvas.plain(22)).getFirst()).isEqualTo("    PSS  NAME");
    }

    @Test
    void theLastColumnIsCutWhereRoomEnds() {
        assertThat(table().lines(Canvas.plain(22)).get(1)).isEqualTo("1.0 MiB  php-fpm8.2 p…");
    }

    @Property(seed = "1")
    void noLineIsWiderThanTheTerminal(
            @ForAll @Size(4) List<String> cells, @ForAll @IntRange(min = 40, max = 200) int columns) {
        Table table = table().row("1", "2", "3", cells.get(3));
        assertThat(table.lines(Canvas.plain(columns)))
                .allSatisfy(line -> assertThat(Printable.width(line)).isLessThanOrEqualTo(columns));
    }
}
