package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.text.ByteSize;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What {@code lacuna heap} says of real targets, and how it looks. */
class HeapReportTest {
    private static final String[] ALL = {"--arenas", "--threads", "--details", "--sizes", "--holes", "--max-pause", "0"
    };

    @TempDir
    private Path folder;

    static Stream<TargetProgram> targets() {
        return Stream.of(
                Target.c("sprawl.c", "64", "101"),
                Target.c("thread_memory.c", "9", "3"),
                Target.c("fragmented.c", "2003"),
                Target.c("retained.c", "41"),
                Target.c("brief_threads.c"),
                Target.c("no_malloc.c"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void noLineIsWiderThanTheTerminal_andWithoutUnicodeAllAreLetters(TargetProgram program) {
        try (Target target = program.start()) {
            for (int columns : new int[] {60, 80, 160}) {
                assertThat(text(columns, StandardCharsets.UTF_8, target, ALL).lines())
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
            }
            assertThat(text(80, StandardCharsets.US_ASCII, target, ALL)).matches("\\p{ASCII}*");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 160})
    void theBarIsOverAllThatIsResident(int columns) {
        try (Target target = Target.c("fragmented.c", "2003").start()) {
            String bar = text(columns, StandardCharsets.US_ASCII, target)
                    .lines()
                    .skip(2)
                    .findFirst()
                    .orElseThrow();
            assertThat(bar).hasSize(Math.min(columns, 100)).matches("#+%*\\.+~*\\+*-+");
            // Five sixths of the program's own memory are holes.
            assertThat(bar.chars().filter(sign -> sign == '.').count()).isGreaterThan(bar.length() / 2);
        }
    }

    @Test
    void regionsWithoutAThreadStandOut() throws IOException {
        try (Target target = Target.c("thread_memory.c", "5", "3").start()) {
            assertThat(text(160, StandardCharsets.UTF_8, target))
                    .contains(", no thread")
                    .contains("3 regions have no thread any more (arena 0x");
            JsonNode glibc = json(target).at("/heaps/0");
            assertThat(glibc.at("/parked/regions").asInt()).isEqualTo(3);
            assertThat(glibc.get("highlights").toString()).contains("3 regions have no thread any more");
            JsonNode kept = glibc.get("kept");
            assertThat(kept.get("total").asLong())
                    .isEqualTo(kept.get("tops").asLong()
                            + kept.get("threadCaches").asLong()
                            + kept.get("pinned").asLong()
                            + kept.get("wholePages").asLong());
            assertThat(text(160, StandardCharsets.UTF_8, target, "--holes"))
                    .contains("stays: tops of heaps")
                    .contains("lies in 3 regions that no thread allocates from any more");
        }
    }

    @Test
    void eachThreadIsListedWithItsArenaAndItsCache() throws IOException {
        try (Target target = Target.c("thread_memory.c", "5", "0").start()) {
            JsonNode threads = json(target).at("/heaps/0/threads");
            assertThat(threads).hasSize(6);
            String text = text(160, StandardCharsets.UTF_8, target, "--threads");
            for (int i = 0; i < 5; i++) {
                long tid = target.number("tid_" + i);
                String cached = target.fact("cached_" + i) + " of " + target.fact("chunk_" + i) + " B";
                assertThat(text.lines().filter(line -> line.strip().startsWith(tid + " ")))
                        .singleElement()
                        .satisfies(line -> assertThat(line)
                                .contains(cached)
                                .contains("arena 0x"
                                        + Long.toHexString(target.number("heap_" + threadOf(tid, target)))
                                                .substring(0, 8)));
            }
        }
    }

    @Test
    void whatToDoNextIsWhatTheFiguresBear() {
        try (Target retained = Target.c("retained.c", "41").start();
                Target fragmented = Target.c("fragmented.c", "2003").start();
                Target leaking = Target.c("leak.c", "40009", "1999").start()) {
            assertThat(next(retained))
                    .contains("lacuna trim " + retained.pid() + " --yes gives back "
                            + ByteSize.of(retained.number("releasable")))
                    .doesNotContain("leak");
            assertThat(next(fragmented))
                    .contains("--holes --sizes shows the blocks that pin")
                    .doesNotContain("trim");
            assertThat(next(leaking)).contains("look again in ten minutes").doesNotContain("trim");
        }
    }

    @Test
    void manyArenasAreSummedUpAndAddedUp() {
        try (Target target = Target.c("sprawl.c", "64", "101").start()) {
            List<String> lines = text(120, StandardCharsets.UTF_8, target, "--arenas")
                    .lines()
                    .toList();
            assertThat(lines).anyMatch(line -> line.startsWith("66 regions hold "));
            assertThat(lines.stream().filter(line -> line.contains("  arena 0x")))
                    .hasSize(64 + 10);
            assertThat(lines.getLast()).endsWith("  all");
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void thePictureIsWellFormed_andNamesEveryPartWithItsBytes(TargetProgram program)
            throws IOException, SAXException, ParserConfigurationException {
        try (Target target = program.start()) {
            Path file = folder.resolve("heap.svg");
            Ran ran = Ran.lacuna("heap", Integer.toString(target.pid()), "--svg", file.toString(), "--max-pause", "0");
            assertThat(ran.code()).as(ran.err()).isZero();
            String svg = Files.readString(file);
            Document document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
            assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(document.getDocumentElement().getTextContent())
                    .contains("process " + target.pid())
                    .contains("in no heap")
                    .contains("library text");
            assertThat(svg.length()).isLessThan(2_000_000);
            assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
        }
    }

    @Test
    void inThePictureEachPageOfAFragmentedHeapIsNearlyEmpty() throws IOException {
        try (Target target = Target.c("fragmented.c", "2003").start()) {
            Path file = folder.resolve("heap.svg");
            Ran.lacuna("heap", Integer.toString(target.pid()), "--svg", file.toString(), "--max-pause", "0");
            String svg = Files.readString(file);
            assertThat(svg).contains("7.8 MiB  live, less than an eighth of it").contains("main arena");
            assertThat(svg).contains("<path class=\"live_little\"").doesNotContain("<path class=\"free\"");
        }
    }

    private static int threadOf(long tid, Target target) {
        int i = 0;
        while (target.number("tid_" + i) != tid) {
            i++;
        }
        return i;
    }

    /** From "Next:" to the next empty line. */
    private static String next(Target target) {
        String text = text(160, StandardCharsets.UTF_8, target);
        int begin = text.indexOf("Next: ");
        assertThat(begin).as(text).isPositive();
        return text.substring(begin, text.indexOf("\n\n", begin));
    }

    private static JsonNode json(Target target) throws IOException {
        return SchemaTest.valid("heap", Ran.lacuna("heap", Integer.toString(target.pid()), "--json"));
    }

    private static String text(int columns, Charset charset, Target target, String... more) {
        String[] arguments = Stream.concat(Stream.of("heap", Integer.toString(target.pid())), Stream.of(more))
                .toArray(String[]::new);
        Ran ran = Ran.lacuna(
                Map.of("COLUMNS", Integer.toString(columns)), OptionalInt.empty(), charset, ProcRoot.host(), arguments);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }
}
