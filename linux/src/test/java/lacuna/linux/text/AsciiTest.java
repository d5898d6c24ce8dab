package lacuna.linux.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class AsciiTest {
    @Property(tries = 10_000, seed = "1")
    void decimal_readsWhatWasPrinted(@ForAll @LongRange(min = 0) long number) {
        Ascii text = Ascii.of(number + " kB");
        assertThat(text.decimal()).isEqualTo(number);
        assertThat(text.failed()).isFalse();
        assertThat(text.restOfLine()).isEqualTo(" kB");
    }

    @Property(tries = 10_000, seed = "1")
    void unsignedDecimalAndHex_readAll64Bits(@ForAll long number) {
        assertThat(Ascii.of(Long.toUnsignedString(number)).unsignedDecimal()).isEqualTo(number);
        assertThat(Ascii.of(Long.toHexString(number)).hex()).isEqualTo(number);
        assertThat(Ascii.of(Long.toString(number)).signedDecimal()).isEqualTo(number == Long.MIN_VALUE ? 0 : number);
    }

    @Test
    void aNumberThatDoesNotFit_fails() {
        Ascii text = Ascii.of("9223372036854775808");
        assertThat(text.decimal()).isZero();
        assertThat(text.failure()).isEqualTo("number too large");

        text = Ascii.of("18446744073709551616");
        assertThat(text.unsignedDecimal()).isZero();
        assertThat(text.failed()).isTrue();

        text = Ascii.of("10000000000000000");
        assertThat(text.hex()).isZero();
        assertThat(text.failed()).isTrue();

        text = Ascii.of("2147483648");
        assertThat(text.smallDecimal()).isZero();
        assertThat(text.failed()).isTrue();

        text = Ascii.of("9007199254740992 kB");
        assertThat(text.kibibytes()).isZero();
        assertThat(text.failed()).isTrue();
    }

    @Test
    void theFirstFailureStands_withItsLine_andTheCursorIsAtTheEnd() {
        Ascii text = Ascii.of("1\n2\nx\n4\n");
        for (int i = 0; i < 4; i++) {
            text.decimal();
            text.skipLine();
        }
        text.fail("another reason");
        assertThat(text.failureLine()).isEqualTo(3);
        assertThat(text.failure()).isEqualTo("no number where the kernel prints one");
        assertThat(text.atEnd()).isTrue();
        assertThat(text.peek()).isEqualTo(-1);
    }

    @Test
    void over_forgetsAFailure() {
        Ascii text = Ascii.of("x");
        text.decimal();
        byte[] bytes = {'7'};
        assertThat(text.over(bytes, 0, 1, 1).decimal()).isEqualTo(7);
        assertThat(text.failed()).isFalse();
    }

    @Test
    void textThatWasCutInALine_fails() {
        Ascii text = Ascii.of("Rss: 12 kB\nPss: 1");
        text.expectWholeLines();
        assertThat(text.failed()).isTrue();
        assertThat(text.failureLine()).isEqualTo(2);
    }
}
