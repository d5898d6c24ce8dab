package lacuna.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lacuna.linux.call.WindowSize;
import lacuna.linux.proc.ProcRoot;

/**
 * What the packaging runs to make an AOT cache: commands in one JVM, their output thrown away. Every class of a cache is
 * linked at every start, so there are two: one for what watches and is to be small, one for what examines.
 */
public final class AotTraining {
    private static final String SELF = Long.toString(ProcessHandle.current().pid());

    private final Shell shell;

    private AotTraining(Shell shell) {
        this.shell = shell;
    }

    /** The name of the cache: {@code watch} or {@code examine}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new StandardOutput().printing(StandardCharsets.UTF_8).flush();
        AotTraining training = new AotTraining(new Shell(
                nowhere, nowhere, Map.of("COLUMNS", "120"), ProcRoot.host(), WindowSize::columnsOfStandardOutput));
        switch (String.join(" ", arguments)) {
            case "watch" -> training.watch();
            case "examine" -> training.examine();
            default -> throw new IllegalArgumentException("watch or examine");
        }
    }

    private void watch() {
        run("--version");
        run("--help");
        run("top", "--help");
        run("top", "--once", "--watch", "10ms");
        run("top", "--json");
        run("map", "--help");
        run("map", SELF);
        run("map", SELF, "--all");
        run("map", SELF, "--json");
        run("no-such-command");
    }

    private void examine() throws IOException {
        Path snapshot = Files.createTempFile("training", ".lacuna");
        // A shell between: what a JVM started itself it cannot stop.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait").start();
        try (BufferedReader said = parent.inputReader(StandardCharsets.UTF_8)) {
            String target = said.readLine();
            run("heap", target);
            run("heap", target, "--sizes", "--holes", "--threads");
            run("heap", target, "--json");
            run("heap", SELF, "--max-pause", "0");
            run("snapshot", target, "-o", snapshot.toString());
            run("heap", snapshot.toString());
            run("doctor", target);
            run("doctor", target, "--json");
            run("doctor", "--budget", "1s");
            run("php");
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
            Files.deleteIfExists(snapshot);
        }
    }

    private void run(String... command) {
        Main.run(shell, command);
    }
}
