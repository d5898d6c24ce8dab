package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void aWindowIsAWholeNumberOfPagesUpToAGibibyte() {
        assertThatThrownBy(() -> new Pace(0, Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(PageSize.BYTES + 1, Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(2L << 30, Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(PageSize.BYTES, Duration.ofNanos(-1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
