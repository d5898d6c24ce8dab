package lacuna.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTest {
    @Test
    void aSentenceGoesOnBehindTheIndent() {
        assertThat(Wrapped.of("▲ one two three four", 10, "  ")).containsExactly("▲ one two", "  three", "  four");
    }

    @Test
    void whatFitsStaysAsItIs() {
        assertThat(Wrapped.of("      lacuna map 1", 18, "  ")).containsExactly("      lacuna map 1");
        assertThat(Wrapped.of("", 10, "  ")).containsExactly("");
    }

    @Test
    void aWordWiderThanALineIsCut_andNothingPassesThatMovesTheCursor() {
        assertThat(Wrapped.of("a 0123456789abcdef b", 8, "  ")).containsExactly("a", "  012345", "  b");
        assertThat(Wrapped.of("a\u001b[2Jb", 20, "")).containsExactly("a?[2Jb");
    }
}
