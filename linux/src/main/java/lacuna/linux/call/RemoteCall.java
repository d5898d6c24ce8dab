package lacuna.linux.call;

import java.util.concurrent.FutureTask;

/**
 * Makes a thread of another process call a function, in the middle of what it is doing, and go on afterwards as if
 * nothing had been: registers, floating point, errno, signal mask and an interrupted system call are as before. Signals
 * that come meanwhile are delivered afterwards, and the process's other threads run on.
 *
 * <p>If Lacuna dies during the call, the function runs to its end and the thread goes on by itself: see {@link
 * CallStack}. Then a nanosleep or poll that was interrupted returns EINTR, errno may be the function's, and a program that
 * handles both SIGURG and SIGWINCH is sent the former once.
 *
 * <p>What cannot be hidden: epoll_wait and a few other calls of the thread return EINTR, as from any stop.
 */
public final class RemoteCall {
    private RemoteCall() {}

    /** Has {@code tid} of process {@code pid} call {@code function}, if {@code guard} finds that it can just now. */
    public static CallAttempt attempt(int pid, int tid, RemoteFunction function, CallLimits limits, CallGuard guard) {
        CallOrder order = new CallOrder(pid, tid, function, limits, guard);
        FutureTask<CallAttempt> task = new FutureTask<>(order::carryOut);
        // Only the thread that attached may make ptrace calls, and its end releases what is still attached.
        Thread owner = Thread.ofPlatform().daemon().name("lacuna-call-" + tid).start(task);
        Steadily.await(owner::join);
        return switch (task.state()) {
            case SUCCESS -> task.resultNow();
            case FAILED -> throw new IllegalStateException("call broken off", task.exceptionNow());
            case RUNNING, CANCELLED -> throw new IllegalStateException("nobody cancels a call");
        };
    }
}
