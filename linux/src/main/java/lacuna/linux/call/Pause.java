package lacuna.linux.call;

import java.time.Duration;
import java.util.function.Supplier;
import lacuna.linux.call.PauseOutcome.Stop;

/**
 * Work done while another process stands still, for a bounded time.
 *
 * <p>The process is stopped with PTRACE_SEIZE and PTRACE_INTERRUPT, never with SIGSTOP or the freezer: if Lacuna dies
 * the kernel lets the process run on. A process that its owner has stopped stays stopped. Signals that arrive meanwhile
 * are delivered afterwards. What cannot be hidden: epoll_wait and a few other calls of the target return EINTR.
 *
 * <p>Another process that shares the target's memory (a child of vfork) is not stopped.
 */
public final class Pause {
    private Pause() {}

    /**
     * Stops all threads of {@code pid}, does {@code work} on the calling thread, and lets them go: at the end of the
     * work, whether it returns or throws, or after {@code max} from the first interrupt, whichever is first. Pauses of
     * Lacuna's own garbage collector count: keep the work free of allocation.
     */
    public static <T> PauseOutcome<T> during(int pid, Duration max, Supplier<T> work) {
        if (!max.isPositive()) {
            return new PauseOutcome.Refused<>(
                    new Refusal(Errno.EPERM, "pauses are switched off", "allow one, such as 50 ms"), Stop.NONE);
        }
        StopOrder order = new StopOrder(pid, max);
        order.start();
        try {
            if (order.awaitStop()) {
                T value = work.get();
                return order.release()
                        ? new PauseOutcome.Kept<>(value, order.stop())
                        : new PauseOutcome.Overran<>(value, order.stop());
            }
        } finally {
            order.release();
        }
        return new PauseOutcome.Refused<>(order.refusal(), order.stop());
    }
}
