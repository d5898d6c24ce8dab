package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lacuna.testbed.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void theVerdictAndWhatToDoStandBeforeTheEvidence() {
        assertThat(page)
                .containsSubsequence(
                        "class=\"verdict",
                        "at stake</p>",
                        "What to do, in this order",
                        "What decided",
                        "<table class=\"waterfall\">",
                        "The pages, each in the colour",
                        "The heaps in detail");
    }

    @Test
    void thePictureIsBoundedAndFitsAPhone() {
        assertThat(page)
                .containsSubsequence("type=\"checkbox\"", "class=\"frame\"", "<source media=\"(max-width: 40rem)\"")
                .containsPattern("\\.frame \\{ max-height: \\d+rem; overflow: auto;")
                .doesNotContain("min-width: 40rem");
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void inABrowserNothingIsWiderThanTheScreen(int width) throws Exception {
        assumeTrue(Files.exists(BROWSER), "no " + BROWSER);
        // A browser without a screen has no window this narrow: a frame within one has.
        Path around = folder.resolve("around-" + width + ".html");
        Files.writeString(around, """
                <!DOCTYPE html><body><iframe id="page" src="report.html" style="border:0;width:%dpx;height:800px"></iframe>
                <script>
                onload = () => {
                  const page = document.getElementById("page").contentDocument.documentElement;
                  document.body.dataset.widths = page.scrollWidth + " of " + page.clientWidth;
                  document.body.dataset.frame = page.querySelector(".frame").clientHeight;
                };
                </script>""".formatted(width));
        String dom = dom(around);
        assertThat(dom).containsPattern("data-widths=\"(\\d+) of \\1\"");
        Matcher frame = Pattern.compile("data-frame=\"(\\d+)\"").matcher(dom);
        assertThat(frame.find()).isTrue();
        assertThat(Integer.parseInt(frame.group(1))).isBetween(100, 400);
    }

    @Test
    void inABrowserTablesCanBeSortedAndCommandsCopied() throws Exception {
        assumeTrue(Files.exists(BROWSER), "no " + BROWSER);
        String dom = dom(folder.resolve("report.html"));
        assertThat(page).doesNotContain("<button type=\"button\">");
        assertThat(dom).contains("<th scope=\"col\"><button type=\"button\">");
        assertThat(dom).containsPattern("<button class=\"copy\" type=\"button\">copy</button>");
    }

    private static String dom(Path file) throws IOException, InterruptedException {
        Path out = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        BROWSER.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        file.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(browser.waitFor(2, TimeUnit.MINUTES)).as("the browser ended").isTrue();
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
