package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lacuna.testbed.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live view gives the terminal back as it was, however it ends, and takes it again when it goes on. */
class TerminalTest {
    /** Alternate screen, no cursor; and the shell's own. */
    private static final String VIEW = "1 0";

    private static final String SHELL = "0 1";

    @TempDir
    private Path folder;

    private String socket = "";

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tmux")), "tmux is not installed");
        socket = "lacuna-" + ProcessHandle.current().pid() + "-" + folder.getFileName();
        String lacuna = Stream.concat(Launched.command("top").stream(), Stream.of("--refresh", "200ms"))
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Files.writeString(folder.resolve("run"), "echo $$ >pid.new; mv pid.new pid; exec " + lacuna + "\n");
        tmux("new-session", "-d", "-x", "100", "-y", "30", "-c", folder.toString(), "bash", "--norc", "--noprofile");
        type("cd " + folder + "; stty -g >before; sh run");
        Eventually.holds(() -> flags().equals(VIEW) && screen().contains("PSS"));
    }

    @AfterEach
    void close() {
        if (!socket.isEmpty()) {
            tmux("kill-server");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C-c", "q"})
    void aKeyThatEndsItGivesTheTerminalBack(String key) throws IOException {
        tmux("send-keys", key);
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-INT", "-TERM", "-HUP"})
    void aSignalThatEndsItGivesTheTerminalBack(String signal) throws IOException {
        signal(signal);
        assertGivenBack();
    }

    @Test
    void putAsideItGivesTheTerminalBackAndTakesItAgain() throws IOException {
        for (int round = 0; round < 2; round++) {
            tmux("send-keys", "C-z");
            Eventually.holds(() -> flags().equals(SHELL) && screen().contains("Stopped"));
            type("clear; stty -g >aside.new && mv aside.new aside; echo words-$((40 + 2))");
            Eventually.holds(() -> screen().contains("words-42") && Files.exists(folder.resolve("aside")));
            assertThat(Files.readString(folder.resolve("aside"))).isEqualTo(before());
            type("fg");
            Eventually.holds(() -> flags().equals(VIEW) && screen().contains("PSS"));
        }
        tmux("send-keys", "q");
        assertGivenBack();
    }

    private void assertGivenBack() throws IOException {
        Eventually.holds(() -> flags().equals(SHELL) && !Files.exists(Path.of("/proc", pid())));
        type("stty -g >after.new && mv after.new after; echo words-$((40 + 2))");
        Eventually.holds(() -> screen().contains("words-42") && Files.exists(folder.resolve("after")));
        assertThat(Files.readString(folder.resolve("after"))).isEqualTo(before());
        assertThat(screen()).doesNotContain("lacuna: ").doesNotContain("Exception");
    }

    private String before() throws IOException {
        return Files.readString(folder.resolve("before"));
    }

    private void signal(String signal) throws IOException {
        new ProcessBuilder("kill", signal, pid()).start().onExit().join();
    }

    private String pid() {
        try {
            return Files.readString(folder.resolve("pid")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String flags() {
        return tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").strip();
    }

    private String screen() {
        return tmux("capture-pane", "-p");
    }

    private void type(String line) {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    private String tmux(String... words) {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", socket, "-f", "/dev/null"));
        command.addAll(List.of(words));
        try {
            Process tmux = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(tmux.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
