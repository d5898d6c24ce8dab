package lacuna.linux.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The /proc trees of several kernels that lie among the test resources. */
public final class Recorded {
    private Recorded() {}

    /** Those that a real kernel printed, with the process of target.c in them. */
    public static List<String> recorded() {
        return List.of("5.10", "6.1", "6.12", "6.18");
    }

    /** Also those that were written by a kernel's format, with an invented PHP-FPM worker in them. */
    public static List<String> all() {
        return List.of("3.10", "4.19", "5.10", "6.1", "6.12", "6.18");
    }

    /** What holds "proc" and "sys" of that kernel. */
    public static Path files(String kernel) {
        URL folder = Objects.requireNonNull(Recorded.class.getResource("/proc/" + kernel), kernel);
        try {
            return Path.of(folder.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ProcRoot root(String kernel) {
        return ProcRoot.at(files(kernel).resolve("proc"));
    }

    public static byte[] bytes(String kernel, String file) {
        try {
            return Files.readAllBytes(files(kernel).resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process of target.c, or of the invented worker. */
    public static int target(ProcReader reader) {
        for (int pid : reader.pids()) {
            String title = reader.cmdline(pid).toOptional().orElseThrow().title();
            if (title.equals("target: pool www") || title.equals("php-fpm: pool www")) {
                return pid;
            }
        }
        throw new IllegalStateException("no target among the recorded processes");
    }
}
