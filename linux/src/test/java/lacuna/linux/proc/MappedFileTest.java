package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import lacuna.linux.call.Access;
import lacuna.linux.call.KernelSays;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @Test
    void theProgramItselfIsOpenedAndIsAnElfFile() throws IOException {
        try (Target target = Target.c("counter.c").start();
                MappedFile file = open(MappedFile.open(target.pid(), mapping(target, "/counter-")))) {
            assertThat(firstBytes(file, 4)).containsExactly(0x7f, 'E', 'L', 'F');
        }
    }

    @Test
    void aDeletedFileAndAnUnnamedOneAreOpenedByTheirLinks() throws IOException {
        assumeRoot();
        try (Target target = Target.c("known_memory.c").start();
                MappedFile deleted = open(MappedFile.open(target.pid(), mapping(target, target.fact("file_path"))));
                MappedFile unnamed = open(MappedFile.open(target.pid(), mapping(target, "/memfd:known")))) {
            assertThat(deleted.way()).isEqualTo(MappedFile.Way.MAP_FILES);
            assertThat(firstBytes(deleted, 2)).containsOnly(0xB1);
            assertThat(firstBytes(unnamed, 2)).containsOnly(0xB3);
        }
    }

    @Test
    void thePathLeadsToTheSameFileWithoutTheLink() throws IOException {
        try (Target target = Target.c("counter.c").start();
                MappedFile file = open(MappedFile.openByPath(target.pid(), mapping(target, "/counter-")))) {
            assertThat(file.way()).isEqualTo(MappedFile.Way.PATH);
            assertThat(firstBytes(file, 4)).containsExactly(0x7f, 'E', 'L', 'F');
        }
    }

    @Test
    void inAChrootThePathIsFoundBelowTheTargetsRoot(@TempDir Path jail) throws IOException {
        assumeRoot();
        Path program =
                Path.of(Target.c("counter.c", List.of("-static")).command().getFirst());
        Files.copy(program, jail.resolve("jailed"), StandardCopyOption.COPY_ATTRIBUTES);
        try (Target target =
                        Target.command("chroot", jail.toString(), "/jailed").start();
                MappedFile file = open(MappedFile.openByPath(target.pid(), mapping(target, "/jailed")))) {
            assertThat(firstBytes(file, 4)).containsExactly(0x7f, 'E', 'L', 'F');
        }
    }

    @Test
    void anotherFileInThePlaceOfTheMappedOneIsNotBelieved(@TempDir Path folder) throws IOException {
        Path program = folder.resolve("program");
        Files.copy(Path.of(Target.c("counter.c").command().getFirst()), program, StandardCopyOption.COPY_ATTRIBUTES);
        try (Target target = Target.command(program.toString()).start()) {
            Mapping mapping = mapping(target, program.toString());
            Files.move(program, folder.resolve("old"));
            Files.writeString(program, "an update has come");
            assertThat(MappedFile.openByPath(target.pid(), mapping))
                    .isInstanceOfSatisfying(
                            Access.Refused.class,
                            refused -> assertThat(refused.refusal().why()).isEqualTo("another file is there now"));
        }
    }

    @Test
    void whatIsNoFileIsRefused() {
        try (Target target = Target.c("counter.c").start()) {
            assertThat(MappedFile.open(target.pid(), mapping(target, "[stack]")))
                    .isInstanceOf(Access.Refused.class);
            // A device that the target has mapped looks like a file by its path.
            Mapping device = new Mapping(0, 4096, Mapping.READ, 0, 0, 6, 4, "/dev/zero", false);
            assertThat(MappedFile.open(target.pid(), device)).isInstanceOf(Access.Refused.class);
        }
    }

    @Test
    void thePathIsCutByTheRootOnlyWhereItLiesWithin() {
        assertThat(MappedFile.pathWithin("/", "/usr/lib/libc.so.6")).isEqualTo("/usr/lib/libc.so.6");
        assertThat(MappedFile.pathWithin("/jail", "/jail/lib/libc.so.6")).isEqualTo("/lib/libc.so.6");
        assertThat(MappedFile.pathWithin("/jail", "/jailor/libc.so.6")).isEqualTo("/jailor/libc.so.6");
        assertThat(MappedFile.pathWithin("/jail", "/lib/libc.so.6")).isEqualTo("/lib/libc.so.6");
    }

    /** The first mapping whose line holds {@code words}. */
    private static Mapping mapping(Target target, String words) {
        String line = KernelSays.lines(target.pid(), "maps").stream()
                .filter(each -> each.contains(words))
                .findFirst()
                .orElseThrow();
        String[] columns = line.split("\\s+", 6);
        String[] range = columns[0].split("-", 2);
        String[] device = columns[3].split(":", 2);
        return new Mapping(
                Long.parseUnsignedLong(range[0], 16),
                Long.parseUnsignedLong(range[1], 16),
                Mapping.READ,
                Long.parseLong(columns[2], 16),
                Integer.parseInt(device[0], 16),
                Integer.parseInt(device[1], 16),
                Long.parseLong(columns[4]),
                columns[5].replace(" (deleted)", ""),
                columns[5].endsWith(" (deleted)"));
    }

    private static byte[] firstBytes(MappedFile file, int count) {
        byte[] bytes = new byte[count];
        assertThat(file.file().read(0, MemorySegment.ofArray(bytes), count)).isEqualTo(count);
        return bytes;
    }

    private static MappedFile open(Access<MappedFile> access) {
        return access.orThrow(refusal -> new AssertionError(refusal.toString()));
    }

    private static void assumeRoot() {
        assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
    }
}
