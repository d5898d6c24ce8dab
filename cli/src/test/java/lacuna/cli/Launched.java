package lacuna.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lacuna.doctor.examine.Doctor;
import lacuna.heap.ledger.HeapExamination;
import lacuna.linux.call.ProcessMemory;
import lacuna.report.heap.HeapJson;
import lacuna.testbed.Target;
import lacuna.watch.sample.Sampler;
import picocli.CommandLine;

/** One run of a command in a JVM of its own, as a shell starts it: what it answered and what it said. */
record Launched(int code, String said) {
    /** The words that start Lacuna with {@code arguments} from the classes of each floor, which a package has in one jar. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(Target.java(
                        Main.class,
                        List.of(
                                HeapJson.class,
                                HeapExamination.class,
                                Doctor.class,
                                Sampler.class,
                                ProcessMemory.class,
                                CommandLine.class,
                                com.fasterxml.jackson.core.JsonFactory.class,
                                org.jline.terminal.Terminal.class),
                        arguments)
                .command());
        command.add(1, "-XX:-UsePerfData");
        return command;
    }

    /** By a shell's {@code script}, in which "$@" is Lacuna with {@code arguments}; the shell's own output is what was said. */
    static Launched by(String script, Path folder, String... arguments) {
        List<String> words = new ArrayList<>(List.of("bash", "-c", script, "lacuna"));
        words.addAll(command(arguments));
        return run(words, folder);
    }

    static Launched run(List<String> words, Path folder) {
        try {
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Launched(process.onExit().join().exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
