package lacuna.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the programs say of their heaps is so, as far as the kernel can bear witness, under each version of glibc. */
class HeapScenariosTest {
    private static final int PAGE = 4096;

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void aLeakGrowsByTheSameStepEachTime(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("leak.c", "1009", "1999").start()) {
            // 1999 bytes and a header of 8, in steps of 16.
            assertThat(target.number("live_bytes")).isEqualTo(1009 * 2016);
            signal(target);
            assertThat(target.nextLine())
                    .isEqualTo("live_blocks=%d live_bytes=%d".formatted(2 * 1009, 2 * 1009 * 2016));
            assertThat(residentBytes(target)).isGreaterThan(2 * 1009 * 2016);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void fragmentationKeepsEveryPage(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("fragmented.c", "2003").start()) {
            long range = target.number("range_end") - target.number("range_start");
            assertThat(target.number("live_bytes") + target.number("free_bytes"))
                    .isEqualTo(range);
            assertThat(target.number("live_blocks")).isBetween(range / PAGE, range / PAGE + 2);
            assertThat(residentBytes(target)).isGreaterThan(range);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void aTrimReturnsWhatIsRetainedAndTheTop(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("retained.c", "41").start()) {
            assertThat(target.number("pin")).isEqualTo(target.number("free_start") + target.number("free_bytes") + 16);
            long before = residentBytes(target);
            signal(target);
            assertThat(target.nextLine()).isEqualTo("trimmed=1");
            // The code of malloc_trim comes in, the top goes: both are small beside the 41 MiB.
            assertThat(before - residentBytes(target))
                    .isBetween(target.number("releasable") - 64 * PAGE, target.number("releasable") + 64 * PAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void eachSprawlingThreadHasAHeapOfItsOwn(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("sprawl.c", "64", "101").start()) {
            assertThat(IntStream.range(0, 64).mapToObj(i -> target.fact("heap_" + i)))
                    .hasSize(64)
                    .doesNotHaveDuplicates();
            assertThat(target.number("live_63")).isEqualTo(51);
        }
    }

    private static void signal(Target target) throws IOException {
        new ProcessBuilder("kill", "-USR1", target.fact("pid")).start().onExit().join();
    }

    /** From smaps_rollup, which counts pages; statm may lag behind. */
    private static long residentBytes(Target target) throws IOException {
        return Files.readAllLines(Path.of("/proc", target.fact("pid"), "smaps_rollup")).stream()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
