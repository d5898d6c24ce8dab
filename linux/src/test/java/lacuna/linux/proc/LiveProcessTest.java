package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import lacuna.testbed.Ground;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reader says of running processes, held against /proc read the slow and obvious way. */
final class LiveProcessTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private final ProcReader reader = new ProcReader(ProcRoot.host());
    private final List<Process> children = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
        reader.close();
    }

    @Test
    void thisProcess_isThereWithItsThreads() {
        assertThat(reader.pids()).isSorted().contains(SELF).doesNotContain(0);
        assertThat(reader.tids(SELF)).isSorted().contains(SELF).hasSizeGreaterThan(5);
        assertThat(IntStream.of(reader.tids(SELF))
                        .mapToObj(
                                tid -> reader.threadComm(SELF, tid).toOptional().orElse("")))
                .anyMatch(comm -> comm.startsWith("GC Thread") || comm.startsWith("VM Thread"));
    }

    @Test
    void aSleepingChild_isWhatTheKernelPrints() throws IOException {
        int pid = start("sleep", "1000");
        settle(pid);

        String[] stat = text(pid, "stat").split(" ", -1);
        ProcessStat read = present(reader.stat(pid));
        assertThat(read.comm()).isEqualTo("sleep");
        assertThat(read.state()).isEqualTo('S');
        assertThat(read.parent()).isEqualTo(SELF);
        assertThat(read.startTicks()).isEqualTo(Long.parseLong(stat[21]));
        assertThat(read.virtualBytes()).isEqualTo(Long.parseLong(stat[22]));
        assertThat(read.rssPages()).isEqualTo(Long.parseLong(stat[23]));
        assertThat(read.minorFaults()).isEqualTo(Long.parseLong(stat[9]));
        assertThat(read.isKernelThread()).isFalse();
        assertThat(read.isZombie()).isFalse();

        String[] statm = text(pid, "statm").split(" ", -1);
        assertThat(present(reader.statm(pid)).virtualBytes())
                .isEqualTo(Long.parseLong(statm[0]) * reader.pageSize())
                .isEqualTo(read.virtualBytes());
        assertThat(present(reader.statm(pid)).residentBytes()).isEqualTo(Long.parseLong(statm[1]) * reader.pageSize());

        StatusMemory memory = present(reader.status(pid)).memory();
        Map<String, String> lines = labelled(text(pid, "status"));
        assertThat(memory.vmRss()).hasValue(bytes(lines.get("VmRSS")));
        assertThat(memory.vmHwm()).hasValue(bytes(lines.get("VmHWM")));
        assertThat(memory.vmPte()).hasValue(bytes(lines.get("VmPTE")));

        MemoryFigures rollup = present(reader.smapsRollup(pid));
        Map<String, String> figures = labelled(text(pid, "smaps_rollup"));
        for (MemoryField field : MemoryField.values()) {
            assertThat(rollup.has(field)).isEqualTo(figures.containsKey(field.label()));
            assertThat(rollup.orZero(field)).isEqualTo(bytes(figures.getOrDefault(field.label(), "0 kB")));
        }

        assertThat(present(reader.cmdline(pid)).arguments()).containsExactly("sleep", "1000");
        assertThat(present(reader.exe(pid))).endsWith("/sleep");
        assertThat(present(reader.root(pid))).isEqualTo("/");
        assertThat(present(reader.wchan(pid))).isEqualTo(text(pid, "wchan"));
        assertThat(present(reader.cgroup(pid)))
                .extracting(line -> line.hierarchy() + ":" + line.controllers() + ":" + line.path())
                .isEqualTo(text(pid, "cgroup").lines().toList());
    }

    @Test
    void itsMappings_areTheLinesOfMaps_andItsFiguresThoseOfSmaps() throws IOException {
        int pid = start("sleep", "1000");
        settle(pid);

        List<Mapping> maps = present(reader.maps(pid));
        assertThat(maps)
                .extracting(LiveProcessTest::line)
                .isEqualTo(text(pid, "maps")
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").strip())
                        .toList());

        MemoryFigures sum = new MemoryFigures();
        List<Mapping> seen = new ArrayList<>();
        int count = present(reader.smaps(pid, (mapping, figures, flags) -> {
            seen.add(mapping);
            sum.add(figures);
            assertThat(flags.isPrinted()).isTrue();
            assertThat(flags.has(VmFlag.READ)).isEqualTo(mapping.isReadable());
            assertThat(figures.orZero(MemoryField.SIZE)).isEqualTo(mapping.length());
        }));
        assertThat(count).isEqualTo(maps.size());
        assertThat(seen).isEqualTo(maps);
        assertThat(sum.get(MemoryField.RSS))
                .isEqualTo(present(reader.smapsRollup(pid)).get(MemoryField.RSS));
    }

    @Test
    void aName_maySayAnything() throws IOException {
        Path sleep = Files.copy(Path.of("/bin/sleep"), folder.resolve("a (b) c)\nS 1"));
        int pid = start(sleep.toString(), "1000");
        settle(pid);

        assertThat(present(reader.stat(pid)).comm()).isEqualTo("a (b) c)\nS 1");
        assertThat(present(reader.stat(pid)).parent()).isEqualTo(SELF);
        assertThat(present(reader.comm(pid))).isEqualTo("a (b) c)\nS 1");
        assertThat(present(reader.status(pid)).name()).isEqualTo("a (b) c)\nS 1");
        assertThat(present(reader.maps(pid))).anyMatch(m -> m.path().equals(sleep.toString()) && !m.deleted());

        Files.delete(sleep);
        assertThat(present(reader.maps(pid))).anyMatch(m -> m.path().equals(sleep.toString()) && m.deleted());
        assertThat(present(reader.exe(pid))).isEqualTo(sleep + " (deleted)");
    }

    @Test
    void aZombie_hasNoMemory_untilItIsGone() {
        // The shell's child ends after the shell became a sleep, which never waits for it.
        int parent = start("sh", "-c", "sleep 0.2 & exec sleep 1000");
        int[] zombie = new int[1];
        await(() -> {
            for (int pid : reader.pids()) {
                boolean found = reader.stat(pid)
                        .toOptional()
                        .filter(stat -> stat.parent() == parent && stat.isZombie())
                        .isPresent();
                zombie[0] = found ? pid : zombie[0];
            }
            return zombie[0] != 0;
        });
        int pid = zombie[0];

        assertThat(present(reader.maps(pid))).isEmpty();
        assertThat(present(reader.smaps(pid, (_, _, _) -> {}))).isZero();
        assertThat(present(reader.smapsRollup(pid)).has(MemoryField.RSS)).isFalse();
        assertThat(present(reader.statm(pid)).residentBytes()).isZero();
        assertThat(present(reader.status(pid)).memory().vmRss()).isEmpty();
        assertThat(present(reader.cmdline(pid)).arguments()).isEmpty();
        assertThat(reader.exe(pid)).isInstanceOf(Reading.Absent.class);

        children.getFirst().destroyForcibly();
        await(() -> reader.stat(pid) instanceof Reading.Gone
                || present(reader.stat(pid)).parent() != parent);
    }

    @Test
    void aKernelThread_hasNoMemory() {
        int pid = IntStream.of(reader.pids())
                .filter(p -> reader.stat(p)
                        .toOptional()
                        .filter(ProcessStat::isKernelThread)
                        .isPresent())
                .findFirst()
                .orElse(0);
        Assumptions.assumeTrue(pid != 0, "no kernel thread is visible in a container");
        Assumptions.assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);

        assertThat(present(reader.maps(pid))).isEmpty();
        assertThat(present(reader.smaps(pid, (_, _, _) -> {}))).isZero();
        assertThat(present(reader.smapsRollup(pid)).has(MemoryField.RSS)).isFalse();
        assertThat(present(reader.cmdline(pid)).arguments()).isEmpty();
        assertThat(reader.exe(pid)).isInstanceOf(Reading.Absent.class);
    }

    @Test
    void aProcessThatLeft_isGoneInEveryFile() throws InterruptedException {
        int pid = start("true");
        children.getFirst().waitFor();

        assertThat(List.of(
                        reader.stat(pid),
                        reader.statm(pid),
                        reader.status(pid),
                        reader.maps(pid),
                        reader.smaps(pid, (_, _, _) -> {}),
                        reader.smapsRollup(pid),
                        reader.cgroup(pid),
                        reader.cmdline(pid),
                        reader.comm(pid),
                        reader.wchan(pid),
                        reader.exe(pid),
                        reader.root(pid),
                        reader.threadStat(pid, pid),
                        reader.threadComm(pid, pid)))
                .allMatch(reading -> reading instanceof Reading.Gone);
        assertThat(reader.tids(pid)).isEmpty();
    }

    @Test
    void startTime_isWhatTheJvmSaysOfItself() {
        BootClock clock = present(reader.bootClock());
        assertThat(clock.bootId()).hasSize(36);
        assertThat(clock.ticksPerSecond()).isEqualTo(100);
        assertThat(clock.startOf(present(reader.stat(SELF)).key()))
                .isEqualTo(ProcessHandle.current().info().startInstant().orElseThrow());
    }

    private int start(String... command) {
        try {
            Process child = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            children.add(child);
            return (int) child.pid();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the program has begun and sleeps without a fault between two looks: its figures then stand still. */
    private void settle(int pid) {
        String launcher = present(reader.exe(SELF));
        long[] faults = {-1};
        await(() -> {
            String exe = present(reader.exe(pid));
            ProcessStat stat = present(reader.stat(pid));
            boolean still = stat.state() == 'S' && stat.minorFaults() == faults[0];
            faults[0] = stat.minorFaults();
            return still && !exe.equals(launcher) && !exe.endsWith("jspawnhelper");
        });
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("before the deadline").isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static String text(int pid, String file) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/" + file));
    }

    private static Map<String, String> labelled(String text) {
        Map<String, String> labelled = new HashMap<>();
        text.lines()
                .filter(line -> line.indexOf(':') > 0 && Character.isUpperCase(line.charAt(0)))
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    labelled.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                });
        return labelled;
    }

    private static long bytes(String kibibytes) {
        return Long.parseLong(kibibytes.replace("kB", "").strip()) * 1024;
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
