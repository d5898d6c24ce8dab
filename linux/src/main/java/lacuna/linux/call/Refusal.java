package lacuna.linux.call;

import java.io.File;
import java.util.Optional;

/** Why the kernel would not, in words for the user, and what the user can do; {@code errno} is for code that decides. */
public record Refusal(int errno, String why, String remedy) {

    /** For calls that need the rights of a debugger: ptrace, /proc/PID/mem, /proc/PID/pagemap. */
    static Refusal ofDebugger(int errno, int pid) {
        return switch (errno) {
            // What has ended shows its memory to nobody: that is not a matter of permission.
            case Errno.EPERM, Errno.EACCES ->
                hasEnded(pid)
                        ? ofAbsent(Errno.ESRCH, pid)
                        : new Refusal(
                                errno,
                                "permission denied",
                                "needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH: run with sudo");
            case Errno.ESRCH, Errno.ENOENT -> ofAbsent(errno, pid);
            case Errno.EMFILE -> new Refusal(errno, "too many open files", "raise the limit: ulimit -n 65536");
            default -> ofReading(errno);
        };
    }

    private static boolean hasEnded(int pid) {
        return TaskStatus.of(pid).map(TaskStatus::isZombie).orElseGet(() -> !new File("/proc/" + pid).exists());
    }

    private static Refusal ofAbsent(int errno, int pid) {
        Optional<Integer> survivor =
                TaskStatus.threadsOf(pid).stream().filter(tid -> tid != pid).findFirst();
        return survivor.isPresent()
                ? new Refusal(
                        errno,
                        "the main thread of process %d has ended before the others".formatted(pid),
                        "name thread %d instead".formatted(survivor.get()))
                : new Refusal(errno, "process %d has ended".formatted(pid), "name a process that runs");
    }

    /** For reads of what was opened before. */
    static Refusal ofReading(int errno) {
        return errno == Errno.ESRCH
                ? new Refusal(errno, "the process has ended", "name a process that runs")
                : new Refusal(errno, Errno.words(errno), "report it with the output of uname -r");
    }
}
