package lacuna.heap.block;

import static org.assertj.core.api.Assertions.assertThat;

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
}
