package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kernel's files mean, on recorded and transcribed trees. */
final class RecordedKernelsTest {
    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#all")
    void everyFileOfEveryProcessIsUnderstood(String kernel) {
        try (ProcReader reader = new ProcReader(Recorded.root(kernel))) {
            assertThat(reader.pids()).hasSizeGreaterThanOrEqualTo(2).isSorted();
            for (int pid : reader.pids()) {
                ProcessStat stat = present(reader.stat(pid));
                ProcessStatus status = present(reader.status(pid));
                assertThat(status.name()).isEqualTo(stat.comm()).isEqualTo(present(reader.comm(pid)));
                assertThat(status.state()).isEqualTo(stat.state());
                assertThat(status.parent()).isEqualTo(stat.parent());
                assertThat(status.threads()).isEqualTo(stat.threads());
                assertThat(present(reader.cgroup(pid))).isNotEmpty();
                List<Mapping> maps = present(reader.maps(pid));
                List<Mapping> smaps = new ArrayList<>();
                assertThat(present(reader.smaps(pid, (mapping, _, _) -> smaps.add(mapping))))
                        .isEqualTo(maps.size());
                assertThat(smaps).isEqualTo(maps);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#all")
    void kernelThread_hasNoMemory(String kernel) {
        try (ProcReader reader = new ProcReader(Recorded.root(kernel))) {
            assertThat(present(reader.stat(2)).isKernelThread()).isTrue();
            assertThat(present(reader.stat(2)).comm()).isEqualTo("kthreadd");
            assertThat(present(reader.maps(2))).isEmpty();
            assertThat(present(reader.cmdline(2)).arguments()).isEmpty();
            assertThat(present(reader.status(2)).memory().vmRss()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#recorded")
    void oddNames_areReadAsTheyWereGiven(String kernel) {
        try (ProcReader reader = new ProcReader(Recorded.root(kernel))) {
            int pid = Recorded.target(reader);
            assertThat(present(reader.stat(pid)).comm()).isEqualTo("a (b) \\c\nd");
            assertThat(present(reader.cmdline(pid)).arguments()).containsExactly("target: pool www");
            List<String> threads = new ArrayList<>();
            for (int tid : reader.tids(pid)) {
                threads.add(present(reader.threadStat(pid, tid)).comm());
                assertThat(present(reader.threadComm(pid, tid))).isEqualTo(threads.getLast());
            }
            assertThat(threads).containsExactly("a (b) \\c\nd", "worker (1) S 1");
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#recorded")
    void deletedFiles_sharedMemoryAndSpecialMappings_areToldApart(String kernel) {
        try (ProcReader reader = new ProcReader(Recorded.root(kernel))) {
            List<Mapping> maps = present(reader.maps(Recorded.target(reader)));
            assertThat(maps)
                    .extracting(Mapping::path)
                    .contains("[heap]", "[stack]", "[vdso]", "/SYSV00000000", "/memfd:pool (1)", "/dev/zero");
            assertThat(maps).filteredOn(m -> m.path().equals("/dev/zero")).allMatch(m -> m.deleted() && m.isShared());
            assertThat(maps)
                    .filteredOn(m -> m.path().equals("/tmp/with space\nand newline (deleted)"))
                    .hasSize(2)
                    .allMatch(Mapping::deleted);
            assertThat(maps).anyMatch(m -> m.isInaccessible() && m.length() == 64L << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#recorded")
    void rollup_isTheSumOfSmaps(String kernel) {
        try (ProcReader reader = new ProcReader(Recorded.root(kernel))) {
            int pid = Recorded.target(reader);
            MemoryFigures sum = new MemoryFigures();
            List<String> locked = new ArrayList<>();
            reader.smaps(pid, (mapping, figures, flags) -> {
                sum.add(figures);
                if (flags.has(VmFlag.LOCKED)) {
                    locked.add(mapping.permissionLetters() + figures.orZero(MemoryField.LOCKED));
                }
            });
            MemoryFigures rollup = present(reader.smapsRollup(pid));
            assertThat(rollup.get(MemoryField.RSS)).isEqualTo(sum.get(MemoryField.RSS));
            assertThat(rollup.get(MemoryField.ANONYMOUS)).isEqualTo(sum.get(MemoryField.ANONYMOUS));
            assertThat(rollup.get(MemoryField.PRIVATE_DIRTY)).isEqualTo(sum.get(MemoryField.PRIVATE_DIRTY));
            assertThat(rollup.has(MemoryField.SIZE)).isFalse();
            assertThat(locked).containsExactly("rw-p65536");
        }
    }

    @Test
    void theVsyscallPage_isAtTheTopOfTheAddressSpace() {
        try (ProcReader reader = new ProcReader(Recorded.root("6.18"))) {
            Mapping last = present(reader.maps(Recorded.target(reader))).getLast();
            assertThat(last.path()).isEqualTo("[vsyscall]");
            assertThat(last.start()).isEqualTo(0xffffffffff600000L);
            assertThat(last.length()).isEqualTo(4096);
            assertThat(last.contains(0xffffffffff600fffL)).isTrue();
        }
    }

    @Test
    void fieldsThatOlderKernelsDoNotPrint_areAbsent() {
        try (ProcReader reader = new ProcReader(Recorded.root("3.10"))) {
            StatusMemory memory = present(reader.status(1234)).memory();
            assertThat(memory.vmRss()).hasValue(36864L << 10);
            assertThat(memory.vmSwap()).hasValue(128L << 10);
            assertThat(memory.rssAnon()).isEqualTo(OptionalLong.empty());
            assertThat(memory.hugetlbPages()).isEqualTo(OptionalLong.empty());
            assertThat(present(reader.status(1234)).namespacePids()).isEmpty();
            assertThat(reader.smapsRollup(1234))
                    .isEqualTo(new Reading.Absent<>(Recorded.root("3.10").path() + "/1234/smaps_rollup"));
            List<MemoryFigures> figures = new ArrayList<>();
            reader.smaps(1234, (_, f, _) -> figures.add(f.copy()));
            assertThat(figures).allMatch(f -> f.has(MemoryField.PSS) && !f.has(MemoryField.PSS_ANON));
            assertThat(present(reader.maps(1234))).extracting(Mapping::path).contains("[stack:1235]");
        }
        try (ProcReader reader = new ProcReader(Recorded.root("4.19"))) {
            ProcessStatus status = present(reader.status(1234));
            assertThat(status.memory().rssAnon()).hasValue(12288L << 10);
            assertThat(status.namespacePids()).containsExactly(1234, 7);
            assertThat(status.seccomp()).isEqualTo(OptionalInt.of(2));
            assertThat(status.user()).isEqualTo(new Credentials(33, 33));
            assertThat(present(reader.smapsRollup(1234)).get(MemoryField.SWAP_PSS))
                    .hasValue(128L << 10);
        }
    }

    @Test
    void startTime_isBootTimePlusTicks() {
        try (ProcReader reader = new ProcReader(Recorded.root("3.10"))) {
            BootClock clock = present(reader.bootClock());
            assertThat(clock.ticksPerSecond()).isEqualTo(100);
            assertThat(clock.startOf(present(reader.stat(1234)).key()))
                    .isEqualTo(Instant.ofEpochSecond(1420070400 + 7342, 910_000_000));
        }
        try (ProcReader reader = new ProcReader(Recorded.root("6.12"))) {
            assertThat(present(reader.bootClock()).bootId())
                    .hasSize(36)
                    .isEqualTo(new String(
                                    Recorded.bytes("6.12", "proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                            .strip());
        }
    }

    private static <T> T present(Reading<T> reading) {
        assertThat(reading).isInstanceOf(Reading.Present.class);
        return reading.toOptional().orElseThrow();
    }
}
