package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the papers say is there is there. */
class PapersTest {
    private static final Path ROOT = Path.of(System.getProperty("lacuna.root"));
    private static final Pattern TEST = Pattern.compile("`(?:[a-z.]+\\.)?([A-Z]\\w+Test)`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

    @Test
    void everyCellOfTheSupportMatrixIsHeldByATestThatExists() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            tests = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        List<String> named = matches(ROOT.resolve("docs/support-matrix.md"), TEST);
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(tests).containsAll(named);
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Path> papers = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("docs/commands"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(papers::add);
            }
        }
        assertThat(papers).hasSizeGreaterThan(8);
        for (Path paper : papers) {
            for (String link : matches(paper, LINK)) {
                assertThat(paper.resolveSibling(link)).as("link in " + paper).exists();
            }
        }
    }

    /** Whoever else may write there can be before the reader of an example, with a link of that name. */
    @Test
    void noExampleWritesToAFixedNameInASharedFolder() throws IOException {
        List<Path> papers = new ArrayList<>();
        for (Path folder :
                List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("docs/commands"), ROOT.resolve("docs/verdicts"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(papers::add);
            }
        }
        for (Path paper : papers) {
            assertThat(Files.readString(paper)).as(paper.toString()).doesNotContain("/tmp/", "/dev/shm/");
        }
        Commands.all()
                .getSubcommands()
                .forEach((name, command) ->
                        assertThat(command.getUsageMessage()).as(name).doesNotContain("/tmp/", "/dev/shm/"));
    }

    @Test
    void everyCommandHasItsPageAndStandsInTheReadme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Commands.all().getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().findOption("--json") != null) {
                assertThat(ROOT.resolve("docs/commands/" + name + ".md")).exists();
                assertThat(ROOT.resolve("docs/schema/" + name + ".schema.json")).exists();
                assertThat(readme).contains("lacuna " + name);
            }
        });
    }

    private static List<String> matches(Path file, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
