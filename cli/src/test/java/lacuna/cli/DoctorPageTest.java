package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import lacuna.testbed.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor's page as a browser shows it. */
class DoctorPageTest {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");

    @TempDir
    private static Path folder;

    private static String page;

    @BeforeAll
    static void write() throws IOException {
        Path file = folder.resolve("report.html");
        try (Target target = Target.c("retained.c").start()) {
            Ran ran = Ran.lacuna("doctor", Integer.toString(target.pid()), "--html", file.toString());
            assertThat(ran.code()).as(ran.err()).isZero();
        }
        page = Files.readString(file);
    }

    @Test
    void needsNoNetwork() {
        assertThat(page).doesNotContainPattern("(src|href|url)\\s*[=(]\\s*[\"']?\\s*(https?:)?//");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void saysItAllAtTheTop() {
        int heading = page.indexOf("<h1>");
        assertThat(page.substring(heading, page.indexOf("</h1>")))
                .contains("retained")
                .contains("retention")
                .contains("at stake");
    }

    @Test
    void hasWhatAReaderLooksFor() {
        assertThat(page)
                .contains("Where ")
                .contains("malloc, free")
                .contains("What to do, in this order")
                .contains("lacuna trim ")
                .contains("What does not help here")
                .contains("data:image/svg+xml;base64,")
                .contains("lang=\"en\"")
                .contains("name=\"viewport\"")
                .contains("prefers-color-scheme: dark")
                .contains("@media print");
        assertThat(Pattern.compile("<img(?![^>]* alt=\"[^\"]+\")").matcher(page).find())
                .as("every picture has words")
                .isFalse();
    }

    @Test
    void inABrowserTablesCanBeSortedAndCommandsCopied() throws Exception {
        assumeTrue(Files.exists(BROWSER), "no " + BROWSER);
        String dom = dom();
        assertThat(page).doesNotContain("<button type=\"button\">");
        assertThat(dom).contains("<th scope=\"col\"><button type=\"button\">");
        assertThat(dom).containsPattern("<button class=\"copy\" type=\"button\">copy</button>");
    }

    private static String dom() throws IOException, InterruptedException {
        Path out = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        BROWSER.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        folder.resolve("report.html").toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(browser.waitFor(2, TimeUnit.MINUTES)).as("the browser ended").isTrue();
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
