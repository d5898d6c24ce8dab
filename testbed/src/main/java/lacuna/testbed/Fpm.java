package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A php-fpm of a test's own: its configuration, sockets and scripts lie in one folder, which holds {@code php-fpm.conf} and
 * may hold {@code php.ini} and {@code conf.d}. Its master makes a session of its own, so it is ended by its PID file.
 */
public final class Fpm implements AutoCloseable {
    private static final String PROGRAM = "php-fpm8.2";

    private final Path folder;
    private final Target target;

    private Fpm(Path folder, Target target) {
        this.folder = folder;
        this.target = target;
    }

    /** The [global] section that {@link #start} needs; the pools' follow it. */
    public static String global(Path folder) {
        return """
                [global]
                daemonize = no
                pid = %s/fpm.pid
                error_log = /proc/self/fd/2
                """.formatted(folder);
    }

    /** Starts the php-fpm of {@code folder}, run by {@code words} (such as unshare), and returns once it takes requests. */
    public static Fpm start(Path folder, String... words) {
        String run = String.join(" ", words) + " " + PROGRAM + " -R -O -c " + folder + " -y " + folder
                + "/php-fpm.conf 2>&1 | sed -u 's/.*ready to handle connections.*/ready/'";
        return new Fpm(
                folder,
                Target.command("sh", "-c", run)
                        .with("PHP_INI_SCAN_DIR", folder.resolve("conf.d").toString())
                        .start());
    }

    public int master() {
        try {
            return Integer.parseInt(Files.readString(folder.resolve("fpm.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The workers of now. */
    public List<ProcessHandle> workers() {
        return ProcessHandle.of(master())
                .map(ProcessHandle::children)
                .orElse(Stream.empty())
                .toList();
    }

    /** Asks the master to end, which ends its workers first: killed, it would leave them behind. */
    @Override
    public void close() {
        Optional<ProcessHandle> master = ProcessHandle.of(master());
        List<ProcessHandle> workers = workers();
        master.ifPresent(ProcessHandle::destroy);
        Eventually.holds(() -> master.map(handle -> !handle.isAlive()).orElse(true)
                && workers.stream().noneMatch(ProcessHandle::isAlive));
        target.close();
    }
}
