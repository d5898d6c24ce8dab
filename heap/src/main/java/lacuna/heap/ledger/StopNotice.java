package lacuna.heap.ledger;

import java.time.Duration;

/** Is told before a process is stopped. */
@FunctionalInterface
public interface StopNotice {
    StopNotice NOBODY = (_, _, _) -> {};

    /** {@code pid} is about to stand still for {@code about} so long, so that {@code what} can be read. */
    void stopping(int pid, Duration about, String what);
}
