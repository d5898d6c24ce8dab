package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PagemapWordTest {
    @Property(seed = "1")
    void everyWordTellsOnlyWhatItsBitsSay(@ForAll long word) {
        int flags = PagemapWord.flags(word);

        boolean guard = bit(word, 58);
        boolean populated = (bit(word, 63) || bit(word, 62)) && !guard;
        assertThat(flags & ~PagemapWord.TOLD).isZero();
        assertThat(flags != 0).isEqualTo(populated);
        assertThat((flags & PageFlag.PRESENT) != 0).isEqualTo(bit(word, 63) && !guard);
        assertThat((flags & PageFlag.SWAPPED) != 0).isEqualTo(bit(word, 62) && !guard);
        assertThat((flags & PageFlag.FILE) != 0).isEqualTo(populated && bit(word, 61));
        assertThat((flags & PageFlag.EXCLUSIVE) != 0).isEqualTo(populated && bit(word, 56));
    }

    @Property(seed = "1")
    void theFrameNumberAndTheSoftDirtyBitChangeNothing(@ForAll long word, @ForAll long noise) {
        long irrelevant = (1L << 56) - 1;
        assertThat(PagemapWord.flags(word ^ (noise & irrelevant))).isEqualTo(PagemapWord.flags(word));
    }

    @Test
    void aWordOfAnExclusiveAnonymousPageAsTheKernelPrintsIt() {
        assertThat(PagemapWord.flags(0x8100_0000_0012_3456L)).isEqualTo(PageFlag.PRESENT | PageFlag.EXCLUSIVE);
        assertThat(PagemapWord.flags(0)).isZero();
    }

    private static boolean bit(long word, int number) {
        return (word >>> number & 1) != 0;
    }
}
