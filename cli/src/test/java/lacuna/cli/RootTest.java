package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first folder that a newcomer sees holds what belongs there, and nothing that a tool left behind. */
class RootTest {
    private static final Path ROOT = Path.of(System.getProperty("lacuna.root"));

    private static final Set<String> FILES = Set.of(
            ".gitignore",
            "ARCHITECTURE.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "LICENSE",
            "README.md",
            "SECURITY.md",
            "check",
            "lacuna",
            "lacuna-corpus",
            "package",
            "pom.xml");

    private static final Set<String> FOLDERS = Set.of(
            ".ci", ".mvn", "bench", "build", "cli", "docs", "doctor", "heap", "linux", "picocli", "report", "testbed",
            "watch");

    @Test
    void theRootHoldsOnlyWhatIsListedHere() throws IOException {
        List<String> kept = git("ls-files", "--full-name", ".");
        assertThat(kept).allSatisfy(file -> {
            int slash = file.indexOf('/');
            if (slash < 0) {
                assertThat(FILES).contains(file);
            } else {
                assertThat(FOLDERS).contains(file.substring(0, slash));
            }
        });
    }

    @Test
    void whatToolsLeaveBehindIsNeverAdded() throws IOException {
        List<String> strays = List.of(".attach_pid1", "p2.data", "perf.data", "perf.data.old", "cli/.attach_pid22");
        String[] asked = new String[strays.size() + 2];
        asked[0] = "check-ignore";
        asked[1] = "--no-index";
        for (int i = 0; i < strays.size(); i++) {
            asked[i + 2] = strays.get(i);
        }
        assertThat(git(asked)).containsExactlyElementsOf(strays);
    }

    private static List<String> git(String... arguments) throws IOException {
        assumeTrue(Files.exists(ROOT.resolve(".git")), "not a checkout: nothing says what belongs to the repository");
        String[] command = new String[arguments.length + 5];
        command[0] = "git";
        command[1] = "-c";
        command[2] = "safe.directory=*";
        command[3] = "-C";
        command[4] = ROOT.toString();
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
