package lacuna.heap.map;

import lacuna.linux.CannotExamine;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcessStat;
import lacuna.linux.proc.Reading;

/** Whether a task that was asked for has memory that may be looked at; where not, why, and whom to ask for instead. */
public final class Examinable {
    private Examinable() {}

    /** Refuses what has ended, what is the kernel's own, and what this user may not see. */
    public static void check(ProcReader reader, int pid) {
        ProcessStat stat = orThrow(reader, pid, reader.stat(pid));
        if (stat.isKernelThread() || stat.isZombie()) {
            throw withoutMemory(reader, pid);
        }
        orThrow(reader, pid, reader.maps(pid, _ -> {}));
    }

    /** Why {@code pid}, which the kernel shows no mapping of, has none. */
    static CannotExamine withoutMemory(ProcReader reader, int pid) {
        return reader.stat(pid)
                .toOptional()
                .map(stat -> withoutMemory(reader, pid, stat))
                .orElseGet(() -> gone(pid));
    }

    private static CannotExamine withoutMemory(ProcReader reader, int pid, ProcessStat stat) {
        String who = "process " + pid + " (" + stat.comm() + ")";
        if (stat.isKernelThread()) {
            return new CannotExamine(
                    "no memory of its own", who + " is a thread of the kernel", "name a process that runs a program");
        }
        for (int thread : reader.tids(pid)) {
            if (thread != pid) {
                return new CannotExamine(
                        "no memory of its own",
                        "the main thread of " + who + " has ended before the others",
                        "name thread " + thread + " instead");
            }
        }
        return new CannotExamine(
                "no memory of its own",
                who
                        + (stat.isZombie()
                                ? " has ended, which its parent " + stat.parent() + " has not asked for yet"
                                : " has just ended"),
                "name a process that runs");
    }

    static CannotExamine gone(int pid) {
        return new CannotExamine("no such process", String.valueOf(pid), "name a process that runs");
    }

    /** The value, or why there is none. */
    static <T> T orThrow(ProcReader reader, int pid, Reading<T> reading) {
        return switch (reading) {
            case Reading.Present<T>(T value) -> value;
            case Reading.Gone<T>() -> throw gone(pid);
            case Reading.Denied<T>(String file) -> throw denied(reader, pid, file);
            case Reading.Absent<T>(String file) ->
                throw new CannotExamine(
                        "the kernel does not tell", file + " does not exist", "see what kernels are supported");
            case Reading.Malformed<T>(String file, int line, String why) ->
                throw new CannotExamine(
                        "the kernel's words are not understood",
                        file + ", line " + line + ": " + why,
                        "report it with the output of uname -r");
        };
    }

    /** What has ended shows its files to nobody but root: that is not a matter of permission. */
    private static CannotExamine denied(ProcReader reader, int pid, String file) {
        return switch (reader.stat(pid)) {
            case Reading.Gone<ProcessStat>() -> gone(pid);
            case Reading.Present<ProcessStat>(ProcessStat stat)
            when stat.isZombie() || stat.isKernelThread() -> withoutMemory(reader, pid, stat);
            default ->
                new CannotExamine(
                        "no permission to examine the process",
                        file + " is not shown to this user",
                        "run as the process's user, or with sudo (CAP_SYS_PTRACE)");
        };
    }
}
