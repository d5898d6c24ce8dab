package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Gcore;
import lacuna.testbed.Ground;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a live process is found to be, its core is found to be, whoever wrote it. */
@MayTake(seconds = 100)
class LiveAndCoreTest {
    @TempDir
    private Path folder;

    static Stream<TargetProgram> programs() {
        Stream<TargetProgram> always = Stream.of(
                Target.c("known_memory.c", "3"), Target.c("arenas.c", "3", "70000000"), RealProcessTest.jvm());
        return Files.exists(Path.of("/usr/bin/php8.2"))
                ? Stream.concat(always, Stream.of(RealProcessTest.php()))
                : always;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void gdbsCoreHasTheSameNames(TargetProgram program) throws IOException {
        assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
        try (Target target = program.start()) {
            MemoryMap live = MemoryMap.ofProcess(ProcRoot.host(), target.pid(), MapOptions.DEFAULT);
            Path written = Gcore.of(target, folder);
            assertSameNames(MemoryMap.ofCore(written), live);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theKernelsCoreHasTheSameNames(TargetProgram program) throws IOException {
        assumeTrue(Ground.KERNEL_CORES.isHere(), Ground.KERNEL_CORES::absence);
        String prepare = "cd '" + folder + "' && ulimit -c unlimited && exec \"$@\"";
        try (Target target = program.under("sh", "-c", prepare, "sh").start()) {
            MemoryMap live = MemoryMap.ofProcess(ProcRoot.host(), target.pid(), MapOptions.DEFAULT);
            new ProcessBuilder("kill", "-ABRT", String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
            assertSameNames(MemoryMap.ofCore(writtenCore(target.pid())), live);
        }
    }

    private static void assertSameNames(MemoryMap core, MemoryMap live) {
        assertThat(core.header().missing()).isEmpty();
        assertThat(core.header().pid()).isEqualTo(live.header().pid());
        Map<Long, MapEntry> ofCore = new HashMap<>();
        core.entries().forEach(entry -> ofCore.put(entry.mapping().start(), entry));
        int same = 0;
        for (MapEntry entry : live.entries()) {
            MapEntry inCore = ofCore.get(entry.mapping().start());
            // A JVM goes on growing between the two looks, and debuggers leave out what is the kernel's.
            // gdb marks everything readable: memory that is only read, and a library's part that nobody may read,
            // cannot be told from their like in its cores.
            boolean isBlurred =
                    (entry.mapping().isAnonymous() && entry.mapping().permissions() == Mapping.READ)
                            || (entry.mapping().isFile() && entry.mapping().isInaccessible());
            if (inCore != null && inCore.mapping().end() == entry.mapping().end() && !isBlurred) {
                assertThat(inCore.name().kind())
                        .as(entry.mapping().toString())
                        .isEqualTo(entry.name().kind());
                assertThat(inCore.name().sureness())
                        .as(entry.mapping().toString())
                        .isEqualTo(entry.name().sureness());
                same++;
            }
        }
        assertThat(same).isGreaterThan(live.entries().size() * 9 / 10);
    }

    private Path writtenCore(int pid) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        Path stat = Path.of("/proc", String.valueOf(pid), "stat");
        while (Files.exists(stat) && !Files.readString(stat).contains(") Z ") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("core"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
