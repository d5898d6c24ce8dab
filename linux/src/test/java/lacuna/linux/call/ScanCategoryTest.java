package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScanCategoryTest {
    @Property(seed = "1")
    void everySetOfCategoriesTellsOnlyWhatItsBitsSay(@ForAll long categories) {
        int flags = ScanCategory.flags(categories);

        boolean populated = (bit(categories, 3) || bit(categories, 4)) && !bit(categories, 8);
        assertThat(flags & ~ScanCategory.TOLD).isZero();
        assertThat((flags & PageFlag.PRESENT) != 0).isEqualTo(populated && bit(categories, 3));
        assertThat((flags & PageFlag.SWAPPED) != 0).isEqualTo(populated && bit(categories, 4));
        assertThat((flags & PageFlag.FILE) != 0).isEqualTo(populated && bit(categories, 2));
        assertThat((flags & PageFlag.ZERO) != 0).isEqualTo(populated && bit(categories, 5));
        assertThat((flags & PageFlag.HUGE) != 0).isEqualTo(populated && bit(categories, 6));
    }

    @Test
    void aGuardPageIsNoSwappedPage() {
        assertThat(ScanCategory.flags(ScanCategory.GUARD | ScanCategory.SWAPPED))
                .isZero();
    }

    private static boolean bit(long categories, int number) {
        return (categories >>> number & 1) != 0;
    }
}
