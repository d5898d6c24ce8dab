package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reader says of this very process, held against /proc read the slow and obvious way. */
final class LiveProcessTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    private final ProcReader reader = new ProcReader(ProcRoot.host());

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void pids_areAscendingAndHoldThisProcess() {
        assertThat(reader.pids()).isSorted().contains(SELF).doesNotContain(0);
        assertThat(reader.tids(SELF)).isSorted().contains(SELF);
    }

    @Test
    void stat_tellsThisProcess() throws IOException {
        ProcessStat stat = present(reader.stat(SELF));
        String[] words = Files.readString(Path.of("/proc/self/stat")).split(" ", -1);

        assertThat(stat.pid()).isEqualTo(SELF);
        assertThat("(" + stat.comm() + ")").isEqualTo(words[1]);
        assertThat(stat.parent()).isEqualTo(Integer.parseInt(words[3]));
        assertThat(stat.startTicks()).isEqualTo(Long.parseLong(words[21]));
        assertThat(stat.isKernelThread()).isFalse();
        assertThat(stat.isZombie()).isFalse();
    }

    @Test
    void maps_areTheLinesOfTheFile() throws IOException {
        Path target = Path.of("/proc/" + SELF + "/maps");
        List<String> before = Files.readAllLines(target);
        List<Mapping> mappings = present(reader.maps(SELF));
        List<String> after = Files.readAllLines(target);

        List<String> stable = new ArrayList<>(before);
        stable.retainAll(after);
        List<String> seen = mappings.stream().map(LiveProcessTest::line).toList();
        assertThat(seen)
                .containsAll(stable.stream()
                        .map(l -> l.replaceAll(" +", " ").strip())
                        .toList());
    }

    @Test
    void smaps_countEqualsMaps_andStatmAgrees() {
        List<Mapping> seen = new ArrayList<>();
        MemoryFigures sum = new MemoryFigures();
        int count = present(reader.smaps(SELF, (mapping, figures, flags) -> {
            seen.add(mapping);
            sum.add(figures);
            assertThat(flags.isPrinted()).isTrue();
            assertThat(flags.has(VmFlag.READ)).isEqualTo(mapping.isReadable());
        }));
        assertThat(count).isEqualTo(seen.size());
        assertThat(present(reader.smapsRollup(SELF)).orZero(MemoryField.RSS)).isPositive();
        assertThat(present(reader.statm(SELF)).residentBytes()).isPositive();
        assertThat(present(reader.status(SELF)).memory().vmRss()).isPresent();
        assertThat(present(reader.cgroup(SELF))).isNotEmpty();
        assertThat(present(reader.cmdline(SELF)).arguments().getFirst()).contains("java");
        assertThat(present(reader.exe(SELF))).contains("java");
        assertThat(reader.stat(4_194_305)).isEqualTo(new Reading.Gone<>());
    }

    private static String line(Mapping m) {
        return "%08x-%08x %s %08x %02x:%02x %s %s%s"
                .formatted(
                        m.start(),
                        m.end(),
                        m.permissionLetters(),
                        m.offset(),
                        m.deviceMajor(),
                        m.deviceMinor(),
                        Long.toUnsignedString(m.inode()),
                        m.path(),
                        m.deleted() ? " (deleted)" : "")
                .strip();
    }

    private static <T> T present(Reading<T> reading) {
        assertThat(reading).isInstanceOf(Reading.Present.class);
        return reading.toOptional().orElseThrow();
    }
}
