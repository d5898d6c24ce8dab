package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class RobustListTest {
    @Test
    void theListOfAThreadLiesAtTheEndOfItsOwnStackMapping() {
        try (Target target = Target.c("known_memory.c", "3").start()) {
            for (int i = 0; i < 3; i++) {
                long stack = target.number("thread_%d_stack_start".formatted(i));
                long top = stack + target.number("thread_%d_stack_bytes".formatted(i));
                OptionalLong head = RobustList.headOf((int) target.number("thread_%d_tid".formatted(i)))
                        .orThrow(refusal -> new AssertionError(refusal.toString()));
                assertThat(head.orElseThrow()).isBetween(top, top + 16 * 1024);
            }
        }
    }

    @Test
    void aThreadThatIsGoneIsRefused() {
        Target target = Target.c("known_memory.c").start();
        target.close();
        assertThat(RobustList.headOf(target.pid())).isInstanceOf(Access.Refused.class);
    }
}
