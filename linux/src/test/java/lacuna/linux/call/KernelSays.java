package lacuna.linux.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The truth to hold Lacuna's figures against: the kernel's own text, read as plainly as possible. */
public final class KernelSays {
    private KernelSays() {}

    /** A figure of /proc/PID/{@code file} that the kernel prints as "{@code key}: N kB", in bytes. */
    public static long bytes(int pid, String file, String key) {
        return Long.parseLong(word(pid, file, key)) * 1024;
    }

    /** The first word after "{@code key}:" in /proc/PID/{@code file}. */
    public static String word(int pid, String file, String key) {
        return lines(pid, file).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip().split("\\s+", 2)[0])
                .findFirst()
                .orElseThrow();
    }

    /** A figure of the mapping that holds {@code address}, from smaps, in bytes. */
    public static long bytesOfMapping(int pid, long address, String key) {
        boolean inside = false;
        for (String line : lines(pid, "smaps")) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
                inside = Long.compareUnsigned(address, Long.parseUnsignedLong(range[0], 16)) >= 0
                        && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0;
            } else if (inside && line.startsWith(key + ":")) {
                return Long.parseLong(line.substring(key.length() + 1).strip().split("\\s+", 2)[0]) * 1024;
            }
        }
        throw new AssertionError("no %s at 0x%x".formatted(key, address));
    }

    /** The state of the process: R, S, T, t, Z … */
    public static String state(int pid) {
        return word(pid, "status", "State");
    }

    public static List<String> lines(int pid, String file) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
