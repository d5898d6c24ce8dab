package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lacuna.testbed.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that Lacuna writes is written in one way: whole or not at all, through no link, and a failure is told. */
class WrittenFilesTest {
    private static Target target;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        target = Target.c("retained.c").start();
    }

    @AfterAll
    static void end() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap PID --svg", "map PID --svg", "doctor PID --html", "snapshot PID --force -o"})
    void aPlantedLinkIsNotFollowed(String command) throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Path planted = Files.createSymbolicLink(folder.resolve("planted"), victim);

        Ran ran = Ran.lacuna(words(command, planted));

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .startsWith("lacuna: cannot write ")
                .contains("symbolic link")
                .hasLineCount(1);
        assertThat(victim).hasContent("mine");
        assertThat(planted).isSymbolicLink();
    }

    @Test
    void noPrescriptionGoesThroughALink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path planted = Files.createSymbolicLink(folder.resolve("planted"), elsewhere);
        Ran ran = Ran.lacuna(words("doctor PID --write", planted));
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("symbolic link").hasLineCount(1);
        assertThat(elsewhere).isEmptyDirectory();

        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Path plan = Files.createDirectory(folder.resolve("plan"));
        Files.createSymbolicLink(plan.resolve("README.md"), victim);
        assertThat(Ran.lacuna(words("doctor PID --write", plan)).code()).isEqualTo(3);
        assertThat(victim).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"heap PID --svg", "map PID --svg", "doctor PID --html", "doctor PID --write", "snapshot PID -o"})
    void whereThereIsNoRoomNothingIsLeft(String command) throws IOException {
        Path file = folder.resolve("wanted");
        // No file of this process may have a byte: a full disk, for any user.
        Launched run = Launched.by("ulimit -f 0; exec \"$@\"", folder, words(command, file));
        assertThat(run.code()).as(run.said()).isEqualTo(3);
        assertThat(run.said()).containsOnlyOnce("lacuna: cannot write ").contains("File too large");
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap PID --svg", "doctor PID --html", "snapshot PID -o"})
    void aReasonIsWords(String command) {
        Ran ran = Ran.lacuna(words(command, folder.resolve("no/such/x")));
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains(": there is no such file or folder; ").doesNotContain("Exception");
    }

    @Test
    void aFileWithoutANameIsNotLeftOutSilently() {
        Ran ran = Ran.lacuna("map", Integer.toString(target.pid()), "--svg", "");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).startsWith("lacuna: cannot write ").hasLineCount(1);
    }

    @Test
    void whyAFileCannotBeReadIsWordsToo() throws IOException {
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertThat(Ran.lacuna("heap", loop.toString()).err()).contains("a symbolic link that leads to itself");
    }

    @Test
    void aFileThatIsReplacedKeepsItsReaders() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Ran.lacuna(words("heap PID --svg", file)).code()).isZero();
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).startsWith("<svg");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"map PID", "map PID --json", "--version", "help"})
    void whatStandardOutputDoesNotTakeIsTold(String command) {
        Launched run = Launched.by("exec \"$@\" > /dev/full", folder, words(command));
        assertThat(run.code()).as(run.said()).isEqualTo(3);
        assertThat(run.said())
                .startsWith("lacuna: cannot write to standard output: ")
                .hasLineCount(1);
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailure() {
        // Lacuna begins to print when nobody reads any more.
        Launched run = Launched.by(
                "{ while [ ! -e gone ]; do :; done; \"$@\"; echo code=$? >&2; } | { exec <&-; > gone; }",
                folder,
                words("map PID --all"));
        assertThat(run.said()).isEqualTo("code=0\n");
    }

    private static String[] words(String command, Path... file) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.replaceAll(word -> word.equals("PID") ? Integer.toString(target.pid()) : word);
        Stream.of(file).map(Path::toString).forEach(words::add);
        return words.toArray(String[]::new);
    }
}
