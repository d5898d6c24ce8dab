package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A php-fpm of its own, with a fixed number of workers, that answers requests for the scripts of testbed/php. */
public final class FpmPool implements AutoCloseable {
    private final Php php;
    private final Path folder;
    private final Target master;

    private FpmPool(Php php, Path folder, Target master) {
        this.php = php;
        this.folder = folder;
        this.master = master;
    }

    /** Starts one; {@code settings} are lines of php.ini. */
    public static FpmPool start(Php php, int workers, String... settings) {
        try {
            Path folder =
                    Files.createTempDirectory(Files.createDirectories(php.root().resolve("tmp")), "lacuna-fpm");
            Path seen = Path.of("/").resolve(php.root().relativize(folder));
            Files.writeString(folder.resolve("fpm.conf"), """
                    [global]
                    daemonize = no
                    pid = %1$s/fpm.pid
                    error_log = %1$s/fpm.log
                    [lacuna]
                    user = 0
                    group = 0
                    listen = %1$s/fpm.sock
                    pm = static
                    pm.max_children = %2$d
                    """.formatted(seen, workers));
            List<String> words = new ArrayList<>(List.of("/usr/sbin/php-fpm" + php.version(), "-R"));
            words.addAll(php.opcache());
            for (String setting : settings) {
                words.addAll(List.of("-d", setting));
            }
            words.addAll(List.of("-y", seen.resolve("fpm.conf").toString()));
            giveNull(php);
            Target master = php.command(words)
                    .under("sh", "-c", "echo ready; exec \"$@\"", "sh")
                    .start();
            FpmPool pool = new FpmPool(php, folder, master);
            try {
                Eventually.holds(() -> pool.isOver()
                        || (Files.exists(folder.resolve("fpm.sock"))
                                && pool.workers().size() == workers));
                if (pool.isOver()) {
                    throw new IllegalStateException("php-fpm did not start: " + master.nextLine());
                }
            } catch (AssertionError | IllegalStateException e) {
                pool.close();
                throw e;
            }
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** php-fpm begins by opening /dev/null, which a tree has not. */
    private static void giveNull(Php php) throws IOException {
        Path device = php.root().resolve("dev/null");
        if (!Files.exists(device)) {
            new ProcessBuilder("mknod", device.toString(), "c", "1", "3")
                    .start()
                    .onExit()
                    .join();
        }
    }

    private boolean isOver() {
        try {
            return Files.readString(Path.of("/proc/" + master() + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return true;
        }
    }

    public int master() {
        return master.pid();
    }

    /** The workers' process numbers. */
    public List<Integer> workers() {
        try {
            String children = Files.readString(Path.of("/proc/" + master() + "/task/" + master() + "/children"));
            return Stream.of(children.strip().split(" "))
                    .filter(word -> !word.isEmpty())
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What testbed/php/{@code script} answers when asked with {@code query}: without headers. */
    public String get(String script, String query) {
        return new FastCgi(folder.resolve("fpm.sock"))
                .get(php.placed().resolve(script).toString(), query);
    }

    /** The lines of its log. */
    public List<String> log() {
        try {
            return Files.readAllLines(folder.resolve("fpm.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The master is killed as part of its session; that its workers are of the same one, it being its leader, is enough. */
    @Override
    public void close() {
        master.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
