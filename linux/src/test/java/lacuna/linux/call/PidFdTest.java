package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class PidFdTest {
    @Test
    void aProcessThatRunsHasNotExitedAndOneThatWasKilledHas() {
        Target target = Target.c("counter.c").start();
        try (PidFd process = PidFd.open(target.pid()).orThrow(refusal -> new AssertionError(refusal.toString()))) {
            assertThat(process.pid()).isEqualTo(target.pid());
            assertThat(process.hasExited()).isFalse();
            target.close();
            assertThat(process.awaitExit(Duration.ofSeconds(30))).isTrue();
            assertThat(process.hasExited()).isTrue();
        }
    }

    @Test
    void aNumberWithoutAProcessIsRefusedAsEnded() {
        Target target = Target.c("counter.c").start();
        target.close();
        assertThat(PidFd.open(target.pid()))
                .isInstanceOfSatisfying(
                        Access.Refused.class,
                        refused -> assertThat(refused.refusal().errno()).isEqualTo(Errno.ESRCH));
    }

    @Test
    void aThreadIsNoProcess() {
        try (Target target = Target.c("known_memory.c", "1").start()) {
            int thread = (int) target.number("thread_0_tid");
            assertThat(PidFd.open(thread))
                    .isInstanceOfSatisfying(
                            Access.Refused.class,
                            refused ->
                                    assertThat(refused.refusal().why()).isEqualTo(thread + " is a thread, no process"));
        }
    }
}
