package lacuna.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that runs for a test and tells its own truth: it prints {@code key=value} lines, then {@code ready}, and is
 * killed with all of its session when the target is closed.
 *
 * {@snippet :
 * try (Target target = Target.c("known_memory.c", "4").start()) {
 *     long start = target.number("touched_start");
 * }
 * }
 *
 * The program is no child of this JVM but of a shell in between. A JVM waits for its children with waitpid, which also
 * answers when a thread of the same JVM stops such a child by ptrace: it would take the stop for the end.
 */
public final class Target implements AutoCloseable {
    // The shell outlives neither the JVM nor the test: its input ends with either, and it kills the whole session. It
    // gives its own output up, so that the end of the program is the end of the lines.
    private static final String GUARD = """
            setsid sh -c 'echo "pid=$$"; exec "$@"' target "$@" </dev/null &
            exec >/dev/null 2>&1
            read -r _
            kill -KILL -$!
            kill -KILL $!
            wait
            """;

    private static final String END = "\0end";
    private static final long PATIENCE_SECONDS = 30;

    private final Process guard;
    private final BlockingQueue<String> lines;
    private final Map<String, String> facts = new LinkedHashMap<>();

    private Target(Process guard, BlockingQueue<String> lines) {
        this.guard = guard;
        this.lines = lines;
    }

    /** A program of testbed/c, compiled when it has changed. */
    public static TargetProgram c(String source, String... arguments) {
        return c(source, List.of(), arguments);
    }

    /** A program of testbed/c, compiled with {@code flags} after the usual ones, such as "-static" or "-ljemalloc". */
    public static TargetProgram c(String source, List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(CProgram.compiled(source, flags).toString());
        command.addAll(List.of(arguments));
        return new TargetProgram(command, Map.of());
    }

    /** Any program that prints "ready". */
    public static TargetProgram command(String... words) {
        return new TargetProgram(List.of(words), Map.of());
    }

    /** A JVM like this one that runs {@code main} and sees the classes of {@code others} too. */
    public static TargetProgram java(Class<?> main, List<Class<?>> others, String... arguments) {
        String path = String.join(
                ":",
                Stream.concat(Stream.of(main), others.stream())
                        .map(Target::origin)
                        .distinct()
                        .toList());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                path,
                main.getName()));
        command.addAll(List.of(arguments));
        return new TargetProgram(command, Map.of());
    }

    static Target start(TargetProgram program) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", GUARD, "target"));
        command.addAll(program.command());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(program.environment());
        try {
            Process guard = builder.start();
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            Thread.ofPlatform().daemon().name("target-lines").start(() -> pour(guard, lines));
            Target target = new Target(guard, lines);
            try {
                target.awaitReady();
                return target;
            } catch (IllegalStateException e) {
                target.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int pid() {
        return Math.toIntExact(number("pid"));
    }

    /** All that the program printed as {@code key=value} before it was ready. */
    public Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    public String fact(String key) {
        String value = facts.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the target did not print " + key + "=, but " + facts.keySet());
        }
        return value;
    }

    /** A printed number, decimal or with 0x. */
    public long number(String key) {
        String value = fact(key);
        return value.startsWith("0x") ? Long.parseUnsignedLong(value.substring(2), 16) : Long.parseLong(value);
    }

    /** This, once every thread of it sleeps: what follows on "ready" has touched its last page. */
    public Target atRest() {
        Eventually.holds(() -> {
            try (Stream<Path> threads = Files.list(Path.of("/proc", Integer.toString(pid()), "task"))) {
                return threads.allMatch(Target::sleeps);
            } catch (IOException hasLeft) {
                return false;
            }
        });
        return this;
    }

    private static boolean sleeps(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.startsWith("S", stat.lastIndexOf(')') + 2);
        } catch (IOException hasLeft) {
            return true;
        }
    }

    /** The next line that the program prints after "ready". */
    public String nextLine() {
        String line = take();
        if (line.equals(END)) {
            throw new IllegalStateException("the target has ended");
        }
        return line;
    }

    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the target does not end: " + facts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() {
        List<String> said = new ArrayList<>();
        for (String line = take(); !line.equals("ready"); line = take()) {
            if (line.equals(END)) {
                throw new IllegalStateException("the target ended before it was ready: " + said);
            }
            said.add(line);
            int equals = line.indexOf('=');
            if (equals > 0) {
                facts.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    private String take() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("the target is silent; it said " + facts);
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pour(Process process, BlockingQueue<String> lines) {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add(e.toString());
        } finally {
            lines.add(END);
        }
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
