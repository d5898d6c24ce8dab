package lacuna.heap.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class MemoryWindowTest {
    @Test
    void aWindowSmallerThanAPageReadsNoMoreThanItHolds() {
        MemoryWindow window = new MemoryWindow(
                (address, into, length) -> {
                    assertThat(into.byteSize()).isGreaterThanOrEqualTo(length);
                    return length;
                },
                48);
        assertThat(window.covers(0x10000, 48)).isTrue();
        assertThat(window.covers(0x14000, 48)).isTrue();
        assertThat(window.covers(0x90008, 40)).isTrue();
    }

    @Test
    void numbersAreReadAtAnyAddressAsTheyLieInMemory() {
        for (int first = 0; first < Long.BYTES; first++) {
            MemoryWindow window = new MemoryWindow(MemoryWindowTest::fill, 64);
            assertThat(window.covers(0x10000 + first, 48)).isTrue();
            for (int i = first; i < first + 48 - Long.BYTES; i++) {
                long address = 0x10000L + i;
                assertThat(window.u8(address)).isEqualTo(0x80 + i);
                assertThat(window.u16(address)).isEqualTo(((0x81 + i) << 8) | (0x80 + i));
                assertThat(window.half(address)).isEqualTo((int) wordAt(i));
                assertThat(window.word(address)).isEqualTo(wordAt(i));
            }
            long[] words = window.words();
            assertThat(words[(int) (0x10010 - window.origin()) / Long.BYTES]).isEqualTo(wordAt(16));
        }
    }

    /** The byte at 0x10000 + i is 0x80 + i. */
    private static int fill(long address, MemorySegment into, int length) {
        for (int i = 0; i < length; i++) {
            into.set(ValueLayout.JAVA_BYTE, i, (byte) (0x80 + address - 0x10000 + i));
        }
        return length;
    }

    private static long wordAt(int index) {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            word = (word << Byte.SIZE) | (0x80 + index + i);
        }
        return word;
    }
}
