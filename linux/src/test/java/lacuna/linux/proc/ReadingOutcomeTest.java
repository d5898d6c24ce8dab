package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that left, a file that the kernel does not have, a refusal and damage are told apart. */
final class ReadingOutcomeTest {
    @TempDir
    Path tree;

    @Test
    void noFolderOfTheProcess_isGone_butNoFileInIt_isAbsent() throws IOException {
        Files.createDirectories(tree.resolve("7/task/7"));
        try (ProcReader reader = reader()) {
            assertThat(reader.statm(6)).isEqualTo(new Reading.Gone<>());
            assertThat(reader.statm(-1)).isEqualTo(new Reading.Gone<>());
            assertThat(reader.smaps(6, (_, _, _) -> {})).isEqualTo(new Reading.Gone<>());
            assertThat(reader.exe(6)).isEqualTo(new Reading.Gone<>());
            assertThat(reader.threadStat(7, 8)).isEqualTo(new Reading.Gone<>());

            assertThat(reader.statm(7)).isEqualTo(new Reading.Absent<>(tree + "/7/statm"));
            assertThat(reader.maps(7)).isEqualTo(new Reading.Absent<>(tree + "/7/maps"));
            assertThat(reader.smapsRollup(7)).isEqualTo(new Reading.Absent<>(tree + "/7/smaps_rollup"));
            assertThat(reader.exe(7)).isEqualTo(new Reading.Absent<>(tree + "/7/exe"));
            assertThat(reader.threadStat(7, 7)).isEqualTo(new Reading.Absent<>(tree + "/7/task/7/stat"));
            assertThat(reader.bootClock()).isEqualTo(new Reading.Absent<>(tree + "/stat"));
        }
    }

    @Test
    void damage_isToldWithFileLineAndReason() throws IOException {
        write("7/statm", "1 2 x 4 5 6 7\n");
        write("7/status", "Name:\tx\nState:\tS (sleeping)\nTgid:\tseven\n");
        write("7/stat", "7 (no end S 1 2 3\n");
        write("7/smaps", "Rss:   4 kB\n");
        write("7/maps", "00400000-00401000 r--p 00000000 fe:00 12 /a\n00401000-00402000 r-zp 00000000 fe:00 12 /a\n");
        write("7/smaps_rollup", "00400000-00401000 ---p 00000000 00:00 0 [rollup]\nRss:    12 MB\n");
        try (ProcReader reader = reader()) {
            assertThat(reader.statm(7)).isEqualTo(malformed("7/statm", 1, "no number where the kernel prints one"));
            assertThat(reader.status(7)).isEqualTo(malformed("7/status", 3, "no number where the kernel prints one"));
            assertThat(reader.stat(7)).isEqualTo(malformed("7/stat", 1, "no ')' after the name"));
            assertThat(reader.smaps(7, (_, _, _) -> {}))
                    .isEqualTo(malformed("7/smaps", 1, "a figure before the first mapping"));
            assertThat(reader.maps(7)).isEqualTo(malformed("7/maps", 2, "no '-' where the kernel prints one"));
            assertThat(reader.smapsRollup(7))
                    .isEqualTo(malformed("7/smaps_rollup", 2, "no 'kB' where the kernel prints it"));
        }
    }

    @Test
    void afterDamage_theSameReaderReadsOn() throws IOException {
        write("7/maps", "nonsense\n");
        write("8/maps", "");
        write("9/maps", "00400000-00401000 r--p 00000000 fe:00 12                /a b\n");
        try (ProcReader reader = reader()) {
            assertThat(reader.maps(7)).isInstanceOf(Reading.Malformed.class);
            assertThat(reader.maps(8)).isEqualTo(new Reading.Present<>(List.of()));
            assertThat(reader.maps(9))
                    .isEqualTo(new Reading.Present<>(
                            List.of(new Mapping(0x400000, 0x401000, Mapping.READ, 0, 0xfe, 0, 12, "/a b", false))));
        }
    }

    @Test
    void aLineWithoutEnd_isRefused_notKept() throws IOException {
        write("7/maps", "0".repeat(200_000));
        try (ProcReader reader = reader()) {
            assertThat(reader.maps(7)).isEqualTo(malformed("7/maps", 1, "line longer than 65536 bytes"));
        }
    }

    @Test
    void aFileLargerThanTheFirstRead_isReadWhole() throws IOException {
        write("7/cgroup", "0::/" + "x".repeat(150_000) + "\n");
        write("7/cmdline", "y".repeat(150_000));
        try (ProcReader reader = reader()) {
            List<CgroupLine> lines = reader.cgroup(7).toOptional().orElseThrow();
            assertThat(lines).singleElement().matches(line -> line.path().length() == 150_001);
            CommandLine cut = reader.cmdline(7).toOptional().orElseThrow();
            assertThat(cut.cut()).isTrue();
            assertThat(cut.title()).hasSize(CommandLine.MOST_BYTES);
        }
    }

    @Test
    void aRefusal_namesTheFile() throws IOException {
        try (TextFolder files = new TextFolder(tree)) {
            files.path().clear().number(7).text("/smaps");
            assertThat(files.<Integer>refusal(Errno.EACCES)).isEqualTo(new Reading.Denied<>(tree + "/7/smaps"));
            assertThat(files.<Integer>refusal(Errno.EPERM)).isEqualTo(new Reading.Denied<>(tree + "/7/smaps"));
            assertThat(files.<Integer>refusal(Errno.ESRCH)).isEqualTo(new Reading.Gone<>());
            assertThat(files.<Integer>refusal(Errno.EIO))
                    .isEqualTo(malformed("7/smaps", 0, "cannot be read: input/output error"));
        }
    }

    @Test
    void namesThatAreNoPids_arePassedOver() throws IOException {
        for (String name : List.of("12", "7", "self", "007x", "-3", "99999999999999999999", "1.5", "٣", "0")) {
            Files.createDirectory(tree.resolve(name));
        }
        try (ProcReader reader = reader()) {
            assertThat(reader.pids()).containsExactly(7, 12);
            assertThat(reader.tids(7)).isEmpty();
        }
    }

    @Test
    void aVisitorThatThrows_leavesNoFileOpen() throws IOException {
        write("7/maps", "00400000-00401000 r--p 00000000 fe:00 12                /a b\n");
        try (ProcReader reader = reader()) {
            int before = openFiles();
            assertThatThrownBy(() -> reader.maps(7, _ -> {
                        throw new IllegalStateException("enough");
                    }))
                    .hasMessage("enough");
            assertThat(openFiles()).isEqualTo(before);
        }
    }

    @Test
    void aRootThatIsNotThere_saysWhatToDo() {
        assertThatThrownBy(() -> new ProcReader(ProcRoot.at(tree.resolve("nowhere"))))
                .isInstanceOf(CannotExamine.class)
                .hasMessageContaining(tree + "/nowhere: no such file; name a folder");
    }

    private ProcReader reader() {
        return new ProcReader(ProcRoot.at(tree));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(tree.resolve(file).getParent());
        Files.writeString(tree.resolve(file), text);
    }

    private <T> Reading<T> malformed(String file, int line, String why) {
        return new Reading.Malformed<>(tree + "/" + file, line, why);
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }
}
