package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import lacuna.testbed.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each option of each command is used on a real target: an option that nobody ever tried is not there to be found. */
class EveryOptionTest {
    @TempDir
    private static Path folder;

    private static Target target;

    /** What each command needs beside the option. */
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "doctor", List.of("doctor", "PID"),
            "top", List.of("top", "--once"),
            "map", List.of("map", "PID"),
            "heap", List.of("heap", "PID"),
            "snapshot", List.of("snapshot", "PID"),
            "trim", List.of("trim", "PID"),
            "php", List.of("php"),
            "help", List.of("help"),
            "completion", List.of("completion"));

    private static final Map<String, Try> TRIES = new LinkedHashMap<>();

    /** Words after the command's own, and what must be in the answer; NEW is a file that does not exist yet. */
    private record Try(String words, String told) {}

    static {
        put("doctor --unit", "--unit no-such-unit-at-all", "no such process");
        put("doctor --budget", "--budget 1s", "retained");
        put("doctor --watch", "--watch 1s", "retained");
        put("doctor --max-pause", "--max-pause 0", "retained");
        put("doctor --write", "--write NEW", "README.md");
        put("doctor --html", "--html NEW", "wrote ");
        put("doctor --fail-on", "--fail-on 1TiB", "retained");
        put("top --once", "", "PSS");
        put("top --watch", "--watch 10ms", "GROWTH");
        put("top --sort", "--sort rss", "RSS");
        put("top --group-by", "--group-by user", "GROUP");
        put("top --name", "--name retained", "retained");
        put("top --user", "--user 0", "USER");
        put("top --unit", "--unit .", "PSS");
        put("top --limit", "--limit 2147483647", "PSS");
        put("top --all", "--all", "retained");
        put("top --refresh", "--refresh 1s", "PSS");
        put("top --budget", "--budget 100ms", "PSS");
        put("top --largest", "--largest 1MiB", "Left alone");
        put("map --all", "--all", "libc.so.6");
        put("map --svg", "--svg NEW", "heap");
        put("map --largest", "--largest 1MiB", "heap");
        put("heap --arenas", "--arenas", "mapped chunks");
        put("heap --threads", "--threads", "THREAD");
        put("heap --details", "--details", "tables of its own");
        put("heap --sizes", "--sizes", "SIZE");
        put("heap --holes", "--holes", "HOLES");
        put("heap --svg", "--svg NEW", "glibc");
        put("heap --max-pause", "--max-pause 10ms", "glibc");
        put("snapshot --output", "-o NEW", "every identity holds");
        put("snapshot --force", "-o NEW --force", "every identity holds");
        put("snapshot --max-pause", "-o NEW --max-pause 0", "every identity holds");
        put("snapshot --json", "-o NEW --json", "lacuna.snapshot/");
        put("snapshot --no-color", "-o NEW --no-color", "every identity holds");
        put("snapshot --debug", "-o NEW --debug", "every identity holds");
        put("trim --yes", "--yes", "malloc_trim");
        put("php --workers", "--workers", "");
        put("php --settings", "--settings", "");
        put("php --patience", "--patience 100ms", "");
        put("php --budget", "--budget 100ms", "");
        put("php --no-run", "--no-run", "");
        put("lacuna --help", "--help", "Examples:");
        put("lacuna --version", "--version", "lacuna ");
        COMMANDS.keySet().forEach(command -> put(command + " --help", "--help", "Usage: lacuna " + command));
        for (String command : List.of("doctor", "top", "map", "heap", "trim", "php")) {
            put(command + " --json", "--json", "lacuna." + command + "/");
            put(command + " --no-color", "--no-color", "");
            put(command + " --debug", "--debug", "");
        }
    }

    private static void put(String option, String words, String told) {
        TRIES.put(option, new Try(words, told));
    }

    @BeforeAll
    static void start() {
        target = Target.c("retained.c").start();
    }

    @AfterAll
    static void end() {
        target.close();
    }

    @Test
    void everyOptionThatACommandHasIsTriedHere() {
        Set<String> there = new TreeSet<>();
        CommandLine all = Commands.all();
        add("lacuna", all, there);
        all.getSubcommands().forEach((name, command) -> add(name, command, there));
        assertThat(TRIES.keySet()).containsExactlyInAnyOrderElementsOf(there);
    }

    private static void add(String name, CommandLine command, Set<String> there) {
        command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .forEach(option -> there.add(name + " " + option));
    }

    static Stream<String> options() {
        return TRIES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("options")
    void theOptionDoesItsWork(String option) {
        String command = option.substring(0, option.indexOf(' '));
        Try tried = TRIES.get(option);
        Path fresh = folder.resolve(option.replace(' ', '_'));
        List<String> words = new ArrayList<>(COMMANDS.getOrDefault(command, List.of()));
        if (!tried.words().isEmpty()) {
            words.addAll(List.of(tried.words().split(" ")));
        }
        words.replaceAll(word ->
                word.equals("PID") ? Integer.toString(target.pid()) : word.equals("NEW") ? fresh.toString() : word);
        if (option.equals("doctor --unit")) {
            words.remove(Integer.toString(target.pid()));
        }

        Ran ran = Ran.lacuna(words.toArray(String[]::new));

        assertThat(ran.code()).as(ran.err()).isEqualTo(option.equals("doctor --unit") ? 3 : 0);
        assertThat(ran.out() + ran.err()).contains(tried.told()).doesNotContain("internal error");
        if (words.contains(fresh.toString())) {
            assertThat(Files.exists(fresh)).isTrue();
        }
    }
}
