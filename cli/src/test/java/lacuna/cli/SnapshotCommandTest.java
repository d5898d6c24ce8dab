package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands tell of a snapshot is what they tell of the process that it is of. */
class SnapshotCommandTest {
    private static final String NO_SUCH_PID = "2147483646";
    private static final String[] ALL = {"--arenas", "--details", "--sizes", "--holes"};

    /** What depends on who else runs, and is no other for the process or its snapshot. */
    private static final List<String> OTHERS = List.of("pss", "uss", "referenced");

    @TempDir
    private Path folder;

    static Stream<TargetProgram> programs() {
        return Stream.of(
                Target.c("fragmented.c"),
                Target.c("sprawl.c", "16", "101"),
                Target.c("heap_shapes.c", "small", "cached", "threads", "gone", "mapped"),
                Target.c("churn.c", "3"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void heapAndMapTellTheSameOfTheSnapshotAsOfTheProcess(TargetProgram program) throws IOException {
        try (Target target = program.start()) {
            String pid = Integer.toString(target.pid());
            String file = folder.resolve("taken.lacuna").toString();
            standStill(pid);
            JsonNode heap = heap(pid);
            List<String> text = text("heap", pid, ALL);
            JsonNode map = map(pid);
            Ran taken = Ran.lacuna("snapshot", pid, "-o", file);
            assertThat(taken.code()).as(taken.err()).isZero();
            assertThat(taken.out()).hasLineCount(1).contains(file, "every identity holds", "not stopped");
            assertThat(heap(pid)).as("it held still").isEqualTo(heap);
            assertThat(heap(file)).isEqualTo(heap);
            assertThat(map(file)).isEqualTo(map);
            assertThat(text("heap", file, ALL)).isEqualTo(text);
        }
    }

    @Test
    void whatASnapshotWasMadeOfIsNotToBeTrimmed() throws IOException {
        try (Target target = Target.c("retained.c", "41").start()) {
            String pid = Integer.toString(target.pid());
            assertThat(Ran.lacuna("heap", pid).out()).contains("lacuna trim " + pid);
            Ran ran = Ran.lacuna("heap", take(target).toString());
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).doesNotContain("lacuna trim").doesNotContain("lacuna heap " + pid);
        }
    }

    @Test
    void ofASnapshotOnlyItsNameTellsThatItIsOne() throws IOException {
        try (Target target = Target.c("fragmented.c", "50").start()) {
            Path file = take(target);
            JsonNode description = json("heap", file.toString()).at("/target/description");
            assertThat(description.asText()).isEqualTo("snapshot " + file + " of process " + target.pid());
            assertThat(Ran.lacuna("map", file.toString()).out()).contains("snapshot " + file);
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyByForce() throws IOException {
        try (Target target = Target.c("fragmented.c", "50").start()) {
            String pid = Integer.toString(target.pid());
            Path file = folder.resolve("there");
            Files.writeString(file, "mine");
            assertRefused(Ran.lacuna("snapshot", pid, "-o", file.toString()), "the file exists already");
            assertThat(file).hasContent("mine");
            assertThat(Ran.lacuna("snapshot", pid, "-o", file.toString(), "--force")
                            .code())
                    .isZero();
            assertThat(Ran.lacuna("heap", file.toString()).code()).isZero();
            assertThat(folder.toFile().list()).containsExactly("there");
        }
    }

    @Test
    void whereNothingCanBeWrittenIsSaidBeforeAnythingIsRead() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        assertRefused(
                Ran.lacuna(
                        "snapshot",
                        NO_SUCH_PID,
                        "-o",
                        folder.resolve("no/such/x").toString()),
                "cannot write the snapshot");
        assertRefused(Ran.lacuna("snapshot", NO_SUCH_PID, "-o", "/proc/x"), "cannot write the snapshot");
        assertRefused(
                Ran.lacuna("snapshot", NO_SUCH_PID, "-o", directory.toString(), "--force"),
                "cannot write the snapshot");
        assertRefused(Ran.lacuna("snapshot", NO_SUCH_PID, "-o", "/dev/null", "--force"), "cannot write the snapshot");
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_SUCH_PID, "/no/such/core", "/etc/passwd"})
    void withoutATargetNothingIsWritten(String target) {
        Ran ran = Ran.lacuna("snapshot", target, "-o", folder.resolve("x").toString());
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("lacuna: ").hasLineCount(1);
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void aDamagedOrNewerFileIsRefusedInOneLine() throws IOException {
        try (Target target = Target.c("fragmented.c", "50").start()) {
            byte[] whole = Files.readAllBytes(take(target));
            for (String command : new String[] {"heap", "map"}) {
                assertRefused(ofBytes(command, Arrays.copyOf(whole, whole.length - 30)), "damaged snapshot");
                assertRefused(ofBytes(command, Arrays.copyOf(whole, 9)), "damaged snapshot");
                byte[] flipped = whole.clone();
                flipped[whole.length / 2] ^= 1;
                assertRefused(ofBytes(command, flipped), "damaged snapshot");
                byte[] newer = whole.clone();
                newer[8] = 2;
                assertRefused(ofBytes(command, newer), "snapshot of a newer Lacuna");
            }
        }
    }

    @Test
    void aSnapshotIsNoTargetForWhatNeedsAProcess() throws IOException {
        try (Target target = Target.c("fragmented.c", "50").start()) {
            String file = take(target).toString();
            assertRefused(Ran.lacuna("trim", file), "cannot trim a file");
            assertRefused(Ran.lacuna("snapshot", file, "-o", folder.resolve("y").toString()), "already a snapshot");
        }
    }

    private Path take(Target target) {
        Path file = folder.resolve("of-" + target.pid());
        Ran ran = Ran.lacuna("snapshot", Integer.toString(target.pid()), "-o", file.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        return file;
    }

    private Ran ofBytes(String command, byte[] bytes) throws IOException {
        return Ran.lacuna(command, Files.write(folder.resolve("changed"), bytes).toString());
    }

    private static void assertRefused(Ran ran, String what) {
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("lacuna: " + what + ": ")
                .contains("; ")
                .hasLineCount(1);
    }

    /** Stops it where no thread is in the middle of a change. */
    private static void standStill(String pid) {
        Eventually.holds(() -> {
            signal(pid, "-CONT");
            signal(pid, "-STOP");
            return Ran.lacuna("heap", pid, "--max-pause", "0").out().contains("every identity holds");
        });
    }

    private static void signal(String pid, String signal) {
        try {
            new ProcessBuilder("kill", signal, pid).start().onExit().join();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode heap(String target) throws IOException {
        return json("heap", target).without(List.of("at", "pause", "target", "next"));
    }

    private static JsonNode map(String target) throws IOException {
        ObjectNode map = json("map", target);
        for (String list : new String[] {"kinds", "mappings"}) {
            map.get(list).forEach(each -> ((ObjectNode) each).remove(OTHERS));
        }
        ((ObjectNode) map.get("total")).remove(OTHERS);
        return map.without(List.of("at", "target"));
    }

    private static ObjectNode json(String command, String target) throws IOException {
        Ran ran = Ran.lacuna(command, target, "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        return (ObjectNode) new ObjectMapper().readTree(ran.out());
    }

    /** Without the first line, which names the target and the moment, and without what to do next. */
    private static List<String> text(String command, String target, String... options) {
        String[] arguments = Stream.concat(Stream.of(command, target), Arrays.stream(options))
                .toArray(String[]::new);
        Ran ran = Ran.lacuna(arguments);
        assertThat(ran.code()).as(ran.err()).isZero();
        String out = ran.out();
        int next = out.indexOf("Next: ");
        String before = next < 0 ? out : out.substring(0, next) + out.substring(out.indexOf("\n\n", next));
        return before.lines().skip(1).toList();
    }
}
