package lacuna.linux.call;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The few lines of /proc/TID/status that explain why ptrace refuses, and the list of threads. The typed readers of /proc
 * stand on this room, so it cannot use them.
 *
 * @param ownThread the thread, by the number that it has in its own namespace
 * @param tracer the thread that traces it, 0 for none
 * @param isFiltered whether seccomp judges its system calls
 * @param caught the signals that it has handlers for, one bit each
 * @param hasShadowStack whether the processor compares its return addresses with a second stack
 */
record TaskStatus(
        char state,
        int process,
        int ownThread,
        int parent,
        int tracer,
        boolean hasMemory,
        long caught,
        boolean isFiltered,
        boolean hasShadowStack) {

    /** Empty when the thread is gone. */
    static Optional<TaskStatus> of(int tid) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", String.valueOf(tid), "status"));
            return Optional.of(new TaskStatus(
                    value(lines, "State:").map(word -> word.charAt(0)).orElse('?'),
                    number(lines, "Tgid:"),
                    innermost(lines).orElseGet(() -> number(lines, "Pid:")),
                    number(lines, "PPid:"),
                    number(lines, "TracerPid:"),
                    value(lines, "VmSize:").isPresent(),
                    value(lines, "SigCgt:").map(TaskStatus::bits).orElse(0L),
                    number(lines, "Seccomp:") != 0,
                    value(lines, "x86_Thread_features:").orElse("").contains("shstk")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The threads of {@code pid} as the kernel lists them now; none when it is gone. */
    static List<Integer> threadsOf(int pid) {
        // Unlike a DirectoryStream this makes no Path of each name; the process may stand still meanwhile.
        String[] names = new File("/proc/" + pid + "/task").list();
        if (names == null) {
            return List.of();
        }
        List<Integer> threads = new ArrayList<>(names.length);
        for (String name : names) {
            number(name).ifPresent(threads::add);
        }
        return threads;
    }

    /** Ended, and waiting for its parent or for its last thread. */
    boolean isZombie() {
        return state == 'Z' || state == 'X';
    }

    /** Stopped by its owner, with SIGSTOP or from its terminal. */
    boolean isStopped() {
        return state == 'T';
    }

    private static Optional<String> value(List<String> lines, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The last of the numbers that it has, one a namespace; empty on kernels that do not tell (before 4.1). */
    private static Optional<Integer> innermost(List<String> lines) {
        return value(lines, "NSpid:")
                .map(numbers -> number(numbers.substring(numbers.lastIndexOf('\t') + 1)))
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt);
    }

    private static long bits(String hexadecimal) {
        try {
            return Long.parseUnsignedLong(hexadecimal, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int number(List<String> lines, String label) {
        return value(lines, label)
                .map(TaskStatus::number)
                .orElse(OptionalInt.empty())
                .orElse(0);
    }

    private static OptionalInt number(String digits) {
        try {
            return OptionalInt.of(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
