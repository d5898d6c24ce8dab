package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Glibc;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the tunables and wherever the memory comes from, every byte is found in an idle process without a stop. */
class TunablesTest {
    /** What of MAP_HUGETLB one program here needs. */
    private static final int HUGE_PAGES = 64;

    private static final List<String> ALONE = List.of(
            "tcache_count=0",
            "tcache_count=100",
            "tcache_max=1000000",
            "arena_max=1",
            "arena_test=1",
            "mmap_max=0",
            "mmap_threshold=4096",
            "mxfast=0",
            "mxfast=160",
            "top_pad=8000000:trim_threshold=4096",
            "top_pad=0",
            "perturb=165");

    private static final List<String> WITH_HUGE_PAGES = List.of(
            "hugetlb=1",
            "hugetlb=2",
            "hugetlb=2:tcache_count=0",
            "hugetlb=2:arena_max=1:mxfast=0",
            "hugetlb=2:mmap_threshold=4096:perturb=165",
            "hugetlb=1:top_pad=8000000:tcache_max=64",
            "hugetlb=2:top_pad=8000000:mmap_max=0");

    /** What a tunable says that a version does not know is ignored by that version. */
    static Stream<Arguments> tunables() {
        return Glibc.each()
                .flatMap(glibc ->
                        Stream.concat(ALONE.stream(), WITH_HUGE_PAGES.stream()).map(each -> Arguments.of(glibc, each)));
    }

    @ParameterizedTest
    @MethodSource("tunables")
    void whateverTheTunablesEveryArenaIsAsGlibcReportsIt(Glibc glibc, String setting) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = target(glibc, setting, "threads", "holes", "memalign")) {
            assertAsReported(target);
        }
    }

    /** Memory of the main arena that is not from the break, or not all of it, and what may stand beside it. */
    static Stream<Arguments> places() {
        List<String> settings = List.of("tcache_count=7", "hugetlb=1", "hugetlb=2:tcache_count=0");
        List<String[]> shapes = List.of(
                new String[] {"walled"},
                new String[] {"walled", "small", "holes"},
                new String[] {"joined"},
                new String[] {"unlimited", "foreign"},
                new String[] {"foreign", "noncontiguous", "threads"});
        return Glibc.each()
                .flatMap(glibc -> settings.stream()
                        .flatMap(setting -> shapes.stream().map(shape -> Arguments.of(glibc, setting, shape))));
    }

    @ParameterizedTest
    @MethodSource("places")
    void whereverTheMainArenaLiesItIsAsGlibcReportsIt(Glibc glibc, String setting, String[] shapes) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = target(glibc, setting, shapes)) {
            assertAsReported(target);
        }
    }

    /** Pages that the kernel keeps aside count as no resident memory, but malloc's chunks are in them all the same. */
    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void inHugePagesThatWereSetAsideEveryArenaIsAsGlibcReportsIt(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        assumeTrue(freeHugePages() >= HUGE_PAGES, "fewer than " + HUGE_PAGES + " huge pages are set aside and free");
        try (Target target = target(glibc, "hugetlb=2", "holes", "threads", "memalign")) {
            assertAsReported(target);
        }
    }

    private static void assertAsReported(Target target) {
        HeapExamination examined =
                HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
        assertThat(examined.heaps()).as(examined.gaps().toString()).hasSize(1);
        assertThat(examined.heaps().getFirst().report().regions())
                .allSatisfy(region ->
                        assertThat(region.isConsistent()).as(region.toString()).isTrue());
        HeapShapesTest.assertAsReported(target, examined);
    }

    private static long freeHugePages() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("HugePages_Free:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static Target target(Glibc glibc, String setting, String... shapes) {
        return glibc.c("heap_shapes.c", shapes)
                .with("GLIBC_TUNABLES", "glibc.malloc." + setting.replace(":", ":glibc.malloc."))
                .start();
    }
}
