package lacuna.linux.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The truth to hold Lacuna's figures against: the kernel's own text, read as plainly as possible. */
final class KernelSays {
    private KernelSays() {}

    /** A figure of /proc/PID/{@code file} that the kernel prints as "{@code key}: N kB", in bytes. */
    static long bytes(int pid, String file, String key) {
        return Long.parseLong(word(pid, file, key)) * 1024;
    }

    /** The first word after "{@code key}:" in /proc/PID/{@code file}. */
    static String word(int pid, String file, String key) {
        return lines(pid, file).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip().split("\\s+", 2)[0])
                .findFirst()
                .orElseThrow();
    }

    /** The state of the process: R, S, T, t, Z … */
    static String state(int pid) {
        return word(pid, "status", "State");
    }

    static List<String> lines(int pid, String file) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
