package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lacuna.linux.proc.ProcRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How Lacuna behaves in a shell, whatever the command. */
class MannersTest {
    private static final String NO_SUCH_PID = "2147483646";

    @ParameterizedTest
    @CsvSource({
        "tpo, (did you mean top?)",
        "top --nonsense, Unknown option",
        "top --sort weight, expected one of",
        "top --limit -5, is not a count such as 1 or 20",
        "top --limit 0, is not a count such as 1 or 20",
        "top --limit 3000000000, is not a count such as 1 or 20",
        "top --refresh soon, is not a duration such as 500ms or 2s",
        "top --largest huge, is not a size such as 8GiB or 512M",
        "map, Missing required parameter"
    })
    void aUsageErrorIsOneLineOnStderr_andExitsWithTwo(String line, String reason) {
        Ran ran = Ran.lacuna(line.split(" "));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("lacuna: ")
                .contains(reason)
                .contains("--help")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_SUCH_PID, "99999999999999", "/no/such/core", "/etc/passwd", "/"})
    void whatCannotBeExaminedIsOneLineOnStderr_andExitsWithThree(String target) {
        Ran ran = Ran.lacuna("map", target);
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("lacuna: ").contains("; ").hasLineCount(1);
    }

    @Test
    void aFileOfArgumentsIsNotRead() {
        Ran ran = Ran.lacuna("heap", "@/etc/passwd");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("no such file").doesNotContain("root:").hasLineCount(1);
    }

    @Test
    void theStackTraceOfAFailureNeedsDebug() {
        assertThat(Ran.lacuna("map", NO_SUCH_PID).err()).doesNotContain("\tat ");
        assertThat(Ran.lacuna("map", NO_SUCH_PID, "--debug").err()).contains("\tat lacuna.");
    }

    @Test
    void theLiveViewWithoutATerminalSaysWhatToDo() {
        Ran ran = Ran.lacuna("top");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("not a terminal").contains("--once");
    }

    @Test
    void withoutACommandTheHelpIsShown() {
        Ran ran = Ran.lacuna();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("top").contains("map").contains("Examples:");
    }

    @Test
    void colourIsForTerminalsOnly() {
        OptionalInt terminal = OptionalInt.of(100);
        assertThat(top(Map.of(), terminal)).contains("\u001b[");
        assertThat(top(Map.of(), terminal, "--no-color")).doesNotContain("\u001b[");
        assertThat(top(Map.of("NO_COLOR", "1"), terminal)).doesNotContain("\u001b[");
        assertThat(top(Map.of("TERM", "dumb"), terminal)).doesNotContain("\u001b[");
        assertThat(top(Map.of(), OptionalInt.empty())).doesNotContain("\u001b[");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 40, 60, 80, 120, 250})
    void noLineIsWiderThanTheTerminal(int columns) {
        assertThat(top(Map.of("COLUMNS", Integer.toString(columns)), OptionalInt.empty())
                        .lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        String self = Long.toString(ProcessHandle.current().pid());
        for (String command : new String[] {
            "map " + self, "map " + self + " --all", "heap " + self + " --arenas --threads --details --sizes --holes"
        }) {
            Ran ran = Ran.lacuna(
                    Map.of("COLUMNS", Integer.toString(columns)),
                    OptionalInt.empty(),
                    StandardCharsets.UTF_8,
                    ProcRoot.host(),
                    command.split(" "));
            assertThat(ran.out().lines())
                    .as(command)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        }
    }

    @Test
    void aLocaleWithoutUnicodeGetsLettersOnly() {
        Ran ran = Ran.lacuna(
                Map.of(),
                OptionalInt.empty(),
                StandardCharsets.US_ASCII,
                ProcRoot.host(),
                "top",
                "--once",
                "--name",
                "java");
        assertThat(ran.out()).contains("PSS").matches("\\p{ASCII}*");
    }

    @Test
    void jsonGoesToStdoutAlone() {
        Ran ran = Ran.lacuna("top", "--json");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("{").endsWith("}\n");
        assertThat(ran.err()).isEmpty();
    }

    /** The commands that print a result. */
    static Stream<CommandLine> commands() {
        return Commands.all().getSubcommands().values().stream()
                .filter(command -> command.getCommandSpec().findOption("--json") != null);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasAHelpWithExamplesAndAManualPage(CommandLine command) {
        assertThat(Ran.lacuna(command.getCommandName(), "--help").out())
                .contains("Examples:")
                .contains("--json")
                .contains("--no-color")
                .contains("--debug");
        assertThat(ManPages.page(command))
                .contains(".SH NAME\nlacuna\\-" + command.getCommandName() + " \\- ")
                .contains(".SH SYNOPSIS")
                .contains("\\fB\\-\\-json\\fR")
                .doesNotContain("${")
                .doesNotContain("@|");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsInTheCommandsPage(CommandLine command) throws java.io.IOException {
        String page = java.nio.file.Files.readString(java.nio.file.Path.of(
                System.getProperty("lacuna.root"), "docs/commands", command.getCommandName() + ".md"));
        command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(CommandLine.Model.OptionSpec::longestName)
                .filter(name -> !name.equals("--help") && !name.equals("--version"))
                .forEach(name -> assertThat(page).contains(name));
    }

    private static String top(Map<String, String> environment, OptionalInt window, String... more) {
        String[] arguments =
                Stream.concat(Stream.of("top", "--once"), Stream.of(more)).toArray(String[]::new);
        return Ran.lacuna(environment, window, StandardCharsets.UTF_8, ProcRoot.host(), arguments)
                .out();
    }
}
