package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** The kernel refuses the memory of what has ended as if it were forbidden; the user is told what it is. */
class EndedIsNotDeniedTest {
    @Test
    void whatHasEndedIsNotToldAsAMatterOfPermission() {
        try (Target parent = Target.command(
                        "sh",
                        "-c",
                        // The child ends when its parent has become what never asks for it.
                        "parent=$$; while ! grep -q sleep /proc/$parent/comm; do :; done & echo ended=$!; echo ready; exec sleep 1000")
                .start()) {
            int ended = Math.toIntExact(parent.number("ended"));
            Eventually.holds(
                    () -> TaskStatus.of(ended).map(TaskStatus::isZombie).orElse(false));
            assertThat(Refusal.ofDebugger(Errno.EACCES, ended).why()).contains("has ended");
            assertThat(Refusal.ofDebugger(Errno.EACCES, parent.pid()).why()).isEqualTo("permission denied");
        }
    }
}
