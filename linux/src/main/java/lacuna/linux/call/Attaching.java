package lacuna.linux.call;

import java.util.Optional;

/** Why a process cannot be attached to, in words for the user: known before it is tried, or told by the kernel. */
final class Attaching {
    private Attaching() {}

    /** What forbids even to try. */
    static Optional<Refusal> reasonAgainst(int pid) {
        int self = Math.toIntExact(ProcessHandle.current().pid());
        if (pid == self) {
            return Optional.of(new Refusal(Errno.EPERM, "process %d is Lacuna itself".formatted(pid), "name another"));
        }
        Optional<TaskStatus> status = TaskStatus.of(pid);
        if (status.isPresent() && status.get().parent() == self) {
            // The JVM waits for its children with waitpid, which would take the stop for the end of the child.
            return Optional.of(new Refusal(
                    Errno.EPERM, "process %d was started by Lacuna itself".formatted(pid), "start it from a shell"));
        }
        return Optional.empty();
    }

    /** Why the kernel answered {@code errno} when {@code tid} of {@code pid} was to be attached to. */
    static Refusal explain(int errno, int pid, int tid) {
        Optional<TaskStatus> status = TaskStatus.of(tid);
        if (errno == Errno.ESRCH || status.isEmpty() || status.get().isZombie()) {
            return Refusal.ofDebugger(Errno.ESRCH, pid);
        }
        TaskStatus known = status.get();
        if (known.tracer() != 0) {
            int tracer = TaskStatus.of(known.tracer()).map(TaskStatus::process).orElse(known.tracer());
            return new Refusal(
                    errno,
                    "process %d is being traced by process %d".formatted(pid, tracer),
                    "end that debugger, strace or profiler first");
        }
        if (!known.hasMemory()) {
            return new Refusal(errno, "process %d is a thread of the kernel".formatted(pid), "name another");
        }
        return new Refusal(errno, "permission denied", "needs CAP_SYS_PTRACE: run with sudo");
    }
}
