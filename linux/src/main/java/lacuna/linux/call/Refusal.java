package lacuna.linux.call;

/** Why the kernel would not, in words for the user, and what the user can do; {@code errno} is for code that decides. */
public record Refusal(int errno, String why, String remedy) {

    /** For calls that need the rights of a debugger: ptrace, /proc/PID/mem, /proc/PID/pagemap. */
    static Refusal ofDebugger(int errno, int pid) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new Refusal(errno, "permission denied", "needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH: run with sudo");
            case Errno.ESRCH, Errno.ENOENT ->
                new Refusal(errno, "process %d has ended".formatted(pid), "name a process that runs");
            case Errno.EMFILE -> new Refusal(errno, "too many open files", "raise the limit: ulimit -n 65536");
            default -> new Refusal(errno, Errno.words(errno), "report it with the output of uname -r");
        };
    }
}
