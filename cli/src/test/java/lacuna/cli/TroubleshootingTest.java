package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever meets an error line finds it as a heading in docs/troubleshooting.md. */
class TroubleshootingTest {
    private static final Path ROOT = Path.of(System.getProperty("lacuna.root"));
    private static final Pattern MESSAGE = Pattern.compile("new CannotExamine\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\")?");
    private static final Pattern SCRIPT_MESSAGE = Pattern.compile("\\b(?:lacuna|check|package): ([a-z][^:\"$]*):");
    private static final Pattern PLACEHOLDER = Pattern.compile("%[sdx]");

    @Test
    void everyErrorLineHasItsHeading() throws IOException {
        Set<String> messages = messages();
        assertThat(messages).hasSizeGreaterThan(5);
        assertThat(headings()).containsAll(messages);
    }

    @Test
    void everyErrorBeginsWithLiteralWords() throws IOException {
        for (Path source : sources()) {
            Matcher matcher = MESSAGE.matcher(Files.readString(source));
            while (matcher.find()) {
                assertThat(matcher.group(1))
                        .as("first argument of CannotExamine in " + source)
                        .isNotNull();
            }
        }
    }

    private static Set<String> messages() throws IOException {
        Set<String> messages = new TreeSet<>();
        for (Path source : sources()) {
            Matcher matcher = MESSAGE.matcher(Files.readString(source));
            while (matcher.find()) {
                String literal = matcher.group(1);
                if (literal != null) {
                    messages.add(heading(literal.substring(1, literal.length() - 1)));
                }
            }
        }
        for (String script : new String[] {"lacuna", "check", "package", "build/find-jdk", "build/maven"}) {
            Files.readString(ROOT.resolve(script))
                    .lines()
                    .filter(line -> line.contains(">&2") || line.startsWith("lacuna: "))
                    .forEach(line -> {
                        Matcher matcher = SCRIPT_MESSAGE.matcher(line);
                        if (matcher.find()) {
                            messages.add(heading(matcher.group(1)));
                        }
                    });
        }
        return messages;
    }

    /** A figure or a name in a message stands as "…" in its heading. */
    private static String heading(String literal) {
        return PLACEHOLDER.matcher(literal).replaceAll("…");
    }

    private static Set<String> headings() throws IOException {
        return Files.readString(ROOT.resolve("docs/troubleshooting.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).replace("`", "").strip())
                .collect(Collectors.toSet());
    }

    private static Set<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            return files.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toSet());
        }
    }
}
