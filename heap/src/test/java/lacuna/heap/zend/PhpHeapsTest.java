package lacuna.heap.zend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Figure;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Php;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each scenario under each PHP that is here: the walk equals what PHP says, to the byte, and the forecast what then happens. */
class PhpHeapsTest {
    private static final long MIB = 1L << 20;
    private static final long CHUNK = 2 * MIB;

    static Stream<Arguments> scenarios() {
        return Php.each()
                .flatMap(php -> Stream.of(
                                List.of("sparse_bin.php"),
                                List.of("freed_huge.php"),
                                List.of("small_arrays.php", "600000", "0"),
                                List.of("small_arrays.php", "400000", "20"),
                                List.of("mixed_sizes.php", "1", "92"),
                                List.of("mixed_sizes.php", "2", "50"),
                                List.of("growing.php", "30000"))
                        .map(words -> Arguments.of(php, words)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theWalkIsWhatPhpSays_andGcGivesBackWhatWasForetold(Php php, List<String> words) throws IOException {
        assumeTrue(php.isHere(), php::absence);
        try (Target target = program(php, words).start()) {
            HeapAccount heap = zend(examined(target));
            AllocatorReport report = heap.report();
            assertThat(report.regions())
                    .singleElement()
                    .satisfies(region -> assertThat(region.violations()).isEmpty())
                    .satisfies(region -> assertThat(region.residue()).isZero());
            assertThat(report.identity().version()).startsWith(target.fact("version"));
            assertThat(report.identity().isConfirmed()).isTrue();
            assertThat(report.total().bytes(BlockState.LIVE)).isEqualTo(target.number("usage"));
            assertThat(report.system()).isEqualTo(target.number("real"));
            assertThat(figure(report, "memory_get_usage")).isEqualTo(target.number("usage"));
            assertThat(figure(report, "memory_get_peak_usage")).isGreaterThanOrEqualTo(target.number("peak"));
            assertThat(figure(report, "memory_get_peak_usage_real")).isEqualTo(target.number("real_peak"));

            long before = anonymousBytes(target);
            wake(target);
            assertThat(target.nextLine()).isEqualTo("returned=" + figure(report, "gc_mem_caches_returns"));
            assertThat(target.nextLine()).isEqualTo("usage=" + target.fact("usage"));
            long unmapped = figure(report, "gc_mem_caches_unmaps_chunks") * CHUNK;
            assertThat(target.nextLine()).isEqualTo("real=" + (target.number("real") - unmapped));
            assertThat(before - anonymousBytes(target)).isBetween(heap.trim() - 65536, heap.trim() + 65536);
            AllocatorReport after = zend(examined(target)).report();
            assertThat(after.isConsistent()).isTrue();
            assertThat(figure(after, "gc_mem_caches_returns")).isLessThan(65536);
        }
    }

    private static TargetProgram program(Php php, List<String> words) {
        // With OPcache there is an empty run of the smallest bin, which gc_mem_caches() cannot see.
        List<String> options = new ArrayList<>(php.opcache());
        options.addAll(List.of("-d", "memory_limit=1G", "-d", "opcache.enable_cli=1"));
        return php.script(
                options, words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));
    }

    static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    static HeapAccount zend(HeapExamination examined) {
        assertThat(examined.ledger().leaves().stream()
                        .mapToLong(ResidentLedger.Leaf::bytes)
                        .sum())
                .isEqualTo(examined.ledger().total());
        return examined.heaps().stream()
                .filter(heap -> heap.report().identity().allocator().equals("Zend MM"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(examined.gaps().toString()));
    }

    static long figure(AllocatorReport report, String name) {
        return report.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToLong(Figure::value)
                .findFirst()
                .orElseThrow();
    }

    static void wake(Target target) throws IOException {
        new ProcessBuilder("kill", "-USR1", target.fact("pid")).start().onExit().join();
    }

    static long anonymousBytes(Target target) throws IOException {
        return Files.readAllLines(Path.of("/proc", target.fact("pid"), "smaps_rollup")).stream()
                .filter(line -> line.startsWith("Anonymous:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
