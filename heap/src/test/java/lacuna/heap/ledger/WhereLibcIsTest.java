package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.testbed.Eventually;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** glibc where no file is to be found under its name: upgraded, deleted, in a container; or there twice. */
class WhereLibcIsTest {
    private static final Path LIBRARIES = Path.of("/lib/x86_64-linux-gnu");
    private static final String LOADER = "ld-linux-x86-64.so.2";
    private static final String[] SHAPES = {"small", "threads"};

    @TempDir
    private Path folder;

    @Test
    void aLibraryWhoseFileIsDeletedIsReadAllTheSame() throws IOException {
        try (Target target = withItsOwnLibrary().start()) {
            Files.delete(folder.resolve("libc.so.6"));
            assertReadByItsFile(target.pid());
        }
    }

    @Test
    void aLibraryThatWasReplacedIsNotTakenForTheOneThatRuns() throws IOException {
        try (Target target = withItsOwnLibrary().start()) {
            Files.delete(folder.resolve("libc.so.6"));
            Files.copy(LIBRARIES.resolve("libm.so.6"), folder.resolve("libc.so.6"));
            assertReadByItsFile(target.pid());
        }
    }

    @Test
    void aLibraryInAChrootIsFound() throws IOException {
        assumeRoot();
        withItsOwnLibrary();
        try (Target target = inside("chroot", folder.toString()).start()) {
            assertReadByItsFile(target.pid());
        }
    }

    @Test
    void aLibraryInAnotherMountAndPidNamespaceIsFound() throws IOException {
        assumeRoot();
        Path root = Files.createDirectory(folder.resolve("root"));
        withItsOwnLibrary();
        String container = "mount -t tmpfs none '" + root + "' && cp '" + folder + "'/[!r]* '" + root
                + "' && exec chroot '" + root + "' \"$@\"";
        try (Target target = inside(
                        "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", container, "sh")
                .start()) {
            assertThat(root).isEmptyDirectory();
            ProcessHandle program = ProcessHandle.of(target.pid())
                    .flatMap(unshare -> unshare.children().findFirst())
                    .orElseThrow();
            assertReadByItsFile(Math.toIntExact(program.pid()));
        }
    }

    @Test
    void ofTwoCopiesThatOfTheProgramItselfIsWalked() {
        try (Target target = Target.c("second_libc.c").start()) {
            HeapExamination examined = Soundness.undisturbed(target.pid());
            AllocatorReport report = Soundness.assertSound(examined);
            assertThat(report.total().bytes(BlockState.LIVE))
                    .isBetween(target.number("live"), target.number("live") + (64 << 10));
        }
    }

    /** A program that runs with copies of the loader and the library in the folder, where the program is too. */
    private TargetProgram withItsOwnLibrary() throws IOException {
        for (String name : List.of("libc.so.6", LOADER)) {
            Files.copy(LIBRARIES.resolve(name), folder.resolve(name));
        }
        TargetProgram shapes = Target.c("heap_shapes.c", SHAPES);
        Files.copy(Path.of(shapes.command().getFirst()), folder.resolve("program"));
        return shapes.under(folder.resolve(LOADER).toString(), "--library-path", folder.toString());
    }

    /** The same where the folder is the root. */
    private static TargetProgram inside(String... words) {
        String[] program = {"/" + LOADER, "--library-path", "/", "/program"};
        return Target.command(
                Stream.of(words, program, SHAPES).flatMap(Stream::of).toArray(String[]::new));
    }

    private static void assertReadByItsFile(int pid) {
        Eventually.holds(() -> ProcessHandle.of(pid).isPresent());
        AllocatorReport report = Soundness.assertSound(Soundness.undisturbed(pid));
        assertThat(report.identity().evidence()).anyMatch(way -> way.startsWith("the relocations of "));
        assertThat(report.identity().version()).startsWith("2.");
        assertThat(report.regions()).hasSize(5);
        assertThat(report.total().bytes(BlockState.THREAD_CACHED)).isPositive();
    }

    private static void assumeRoot() {
        assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
    }
}
