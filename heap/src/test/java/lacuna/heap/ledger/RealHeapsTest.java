package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.RegionReport;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that nobody wrote for this: every rule of the allocator holds in every arena. */
class RealHeapsTest {
    private static final String PYTHON = """
            import threading, time
            kept = [str(i) * 5 for i in range(200000)]
            def hold():
                mine = [bytes(2000) for i in range(1000)]
                del mine[::2]
                print('thread=1', flush=True)
                time.sleep(600)
            for i in range(3):
                t = threading.Thread(target=hold, daemon=True)
                t.start()
            del kept[::3]
            time.sleep(0.5)
            print('ready', flush=True)
            time.sleep(600)
            """;

    @TempDir
    private Path folder;

    static Stream<TargetProgram> programs() {
        return Stream.of(
                        Target.command("/usr/bin/python3", "-c", PYTHON),
                        Target.command("/usr/bin/php8.2", "-r", "$a=range(1,100000); echo \"ready\\n\"; sleep(600);"),
                        Target.command(
                                "/usr/bin/perl", "-e", "$|=1; %a=map{$_=>1}1..100000; print \"ready\\n\"; sleep 600"),
                        Target.java(StillHeap.class, List.of()))
                .filter(program -> Files.exists(Path.of(program.command().getFirst())));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyRuleHolds(TargetProgram program) {
        try (Target target = program.start()) {
            HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
            assertThat(examined.heaps())
                    .allSatisfy(heap -> assertThat(heap.report().isConsistent()).isTrue());
            // A runtime's own heap comes before the one that it may lie in.
            assertSound(examined.heaps().getLast().report());
        }
    }

    @Test
    void gdbsCoreHasTheSameHeap() throws IOException {
        try (Target target = Target.c("heap_shapes.c", "small", "threads", "memalign", "mapped", "foreign")
                .start()) {
            HeapExamination live = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
            Path core = folder.resolve("core");
            Process gcore = new ProcessBuilder("gcore", "-o", core.toString(), String.valueOf(target.pid()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(gcore.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Path written = folder.resolve("core." + target.pid());
            assumeTrue(Files.exists(written), "gcore wrote no core: " + said);
            HeapExamination dead = HeapExamination.ofCore(written);
            assertSound(dead.heaps().getFirst().report());
            assertThat(dead.heaps().getFirst().report().regions().stream().map(RegionReport::tally))
                    .isEqualTo(live.heaps().getFirst().report().regions().stream()
                            .map(RegionReport::tally)
                            .toList());
            assertThat(dead.ledger().measure()).isEqualTo(ResidentLedger.Measure.MAPPED);
        }
    }

    @Test
    void theKernelsCoreHasTheSameHeap() throws IOException {
        String pattern =
                Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        assumeTrue(pattern.equals("core"), "core_pattern leads elsewhere: " + pattern);
        String prepare = "cd '" + folder + "' && ulimit -c unlimited && exec \"$@\"";
        try (Target target = Target.c("heap_shapes.c", "small", "threads", "noncontiguous", "memalign", "mapped")
                .under("sh", "-c", prepare, "sh")
                .start()) {
            HeapExamination live = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
            new ProcessBuilder("kill", "-ABRT", String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
            Path stat = Path.of("/proc", String.valueOf(target.pid()), "stat");
            Eventually.holds(() -> hasEnded(stat));
            try (Stream<Path> files = Files.list(folder)) {
                HeapExamination dead = HeapExamination.ofCore(
                        files.filter(file -> file.getFileName().toString().startsWith("core"))
                                .findFirst()
                                .orElseThrow());
                assertSound(dead.heaps().getFirst().report());
                assertThat(dead.heaps().getFirst().report().total())
                        .isEqualTo(live.heaps().getFirst().report().total());
            }
        }
    }

    private static boolean hasEnded(Path stat) {
        try {
            return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
        } catch (IOException gone) {
            return true;
        }
    }

    private static void assertSound(AllocatorReport report) {
        assertThat(report.identity().isConfirmed()).isTrue();
        assertThat(report.notes()).isEmpty();
        assertThat(report.regions())
                .hasSizeGreaterThan(1)
                .allSatisfy(region -> assertThat(region.violations()).isEmpty())
                .allSatisfy(region -> assertThat(region.residue()).isZero());
    }
}
