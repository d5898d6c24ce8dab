package lacuna.doctor.php.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What {@code php-fpm -tt} says of a configuration: the values that hold, defaults included.
 *
 * <p>Run on the configuration itself it writes a hundred lines to the service's own error log (seen with 8.2). So it is
 * given a file of ours that includes the service's and then sends the log to its standard error.
 */
public final class TestedConfig {
    private static final int MOST_BYTES = 4 << 20;

    private TestedConfig() {}

    /** What came of the run. */
    public sealed interface Outcome {
        /** Settings by pool; "global" is one of them. */
        record Told(Map<String, Map<String, String>> settings) implements Outcome {}

        /** It was not run, or said nothing of use. */
        record Silent(String why) implements Outcome {}
    }

    /** Runs {@code program} on {@code config}; both are paths of ours. */
    public static Outcome run(Path program, Path config, Duration most) {
        if (config.toString().chars().anyMatch(c -> c == '"' || c < ' ')) {
            return new Outcome.Silent("the name of its file cannot be quoted");
        }
        try {
            Path folder = Files.createTempDirectory("lacuna-php");
            Path wrapper = folder.resolve("test.conf");
            try {
                Files.writeString(
                        wrapper, "include=\"" + config + "\"\n[global]\nerror_log=/proc/self/fd/2\ndaemonize=no\n");
                // -R: a pool of root's is not our business to refuse.
                return run(
                        List.of(program.toString(), "-R", "-tt", "-y", wrapper.toString()), config.getParent(), most);
            } finally {
                Files.deleteIfExists(wrapper);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            return new Outcome.Silent("php-fpm -tt could not be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Silent("interrupted");
        }
    }

    private static Outcome run(List<String> command, Path folder, Duration most)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "LANG"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> said = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (InputStream in = process.getInputStream()) {
                    said.complete(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    said.completeExceptionally(e);
                }
            });
            Map<String, Map<String, String>> settings = parse(said.get(most.toMillis(), TimeUnit.MILLISECONDS));
            return settings.isEmpty()
                    ? new Outcome.Silent("php-fpm -tt does not accept the configuration")
                    : new Outcome.Told(settings);
        } catch (TimeoutException _) {
            return new Outcome.Silent("php-fpm -tt took longer than " + most.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Outcome.Silent(
                    "php-fpm -tt could not be read: " + e.getCause().getMessage());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Lines such as "[21-Nov-2026 11:57:44] NOTICE: \tpm = dynamic"; all else is passed over. */
    static Map<String, Map<String, String>> parse(String text) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int mark = line.indexOf("] NOTICE: ");
            if (mark < 0) {
                continue;
            }
            String said = line.substring(mark + "] NOTICE: ".length());
            int equals = said.indexOf(" = ");
            if (said.startsWith("[") && said.strip().endsWith("]")) {
                String name = said.strip();
                section = all.computeIfAbsent(name.substring(1, name.length() - 1), _ -> new LinkedHashMap<>());
            } else if (said.startsWith("\t") && equals > 0) {
                section.put(
                        said.substring(1, equals).strip(),
                        said.substring(equals + 3).strip());
            }
        }
        return all;
    }
}
