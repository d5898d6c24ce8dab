package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lacuna.testbed.Ground;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@MayTake(seconds = 100)
class ResidencyTest {
    private static Target target;

    record Run(long address, long pages, int flags) {}

    @BeforeAll
    static void start() {
        target = Target.c("known_memory.c", "3").start();
    }

    @AfterAll
    static void end() {
        target.close();
    }

    @ParameterizedTest
    @EnumSource
    void touchedMemoryIsOnePresentRun(Residency.Source source) {
        try (Residency residency = open(source, Pace.GENTLE)) {
            assertThat(runs(residency, "touched")).singleElement().satisfies(run -> {
                assertThat(run.address()).isEqualTo(target.number("touched_start"));
                assertThat(run.pages()).isEqualTo(3001);
                assertThat(run.flags() & (PageFlag.PRESENT | PageFlag.SWAPPED | PageFlag.FILE))
                        .isEqualTo(PageFlag.PRESENT);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUntouchedReserveHasNoPagesAndLookingForThemMakesNone(Residency.Source source) {
        try (Residency residency = open(source, Pace.HASTY)) {
            long tables = KernelSays.bytes(target.pid(), "status", "VmPTE");
            long resident = KernelSays.bytes(target.pid(), "status", "VmRSS");

            assertThat(runs(residency, "reserve")).isEmpty();

            assertThat(KernelSays.bytes(target.pid(), "status", "VmPTE")).isEqualTo(tables);
            assertThat(KernelSays.bytes(target.pid(), "status", "VmRSS")).isEqualTo(resident);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySecondTouchedPageIsARunOfItsOwn(Residency.Source source) {
        try (Residency residency = open(source, Pace.GENTLE)) {
            List<Run> runs = runs(residency, "striped");
            assertThat(runs).hasSize(2001).allMatch(run -> run.pages() == 1);
            assertThat(runs.get(2000).address()).isEqualTo(target.number("striped_start") + 4000 * PageSize.BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sharedAndFilePagesSayFileAndAWrittenPrivateCopyDoesNot(Residency.Source source) {
        try (Residency residency = open(source, Pace.GENTLE)) {
            assertThat(totals(residency, "shared").fileBytes()).isEqualTo(307 * PageSize.BYTES);
            assertThat(totals(residency, "memfd").fileBytes()).isEqualTo(401 * PageSize.BYTES);
            assertThat(totals(residency, "file_shared").fileBytes()).isEqualTo(211 * PageSize.BYTES);
            assertThat(totals(residency, "file_private").presentBytes()).isEqualTo(211 * PageSize.BYTES);
            assertThat(totals(residency, "file_private").fileBytes()).isEqualTo(210 * PageSize.BYTES);
        }
    }

    @Test
    void theScanTellsThePageOfZeros() {
        assumeTrue(Ground.ZERO_PAGE.isHere(), Ground.ZERO_PAGE::absence);
        try (Residency scan = open(Residency.Source.PAGEMAP_SCAN, Pace.GENTLE)) {
            assertThat(totals(scan, "zeros").zeroBytes()).hasValue(59 * PageSize.BYTES);
        }
    }

    @Test
    void theScanTellsOfNoPageOfZerosWhereSomethingWasWritten_andTheWordsTellExclusive() {
        try (Residency scan = open(Residency.Source.PAGEMAP_SCAN, Pace.GENTLE);
                Residency words = open(Residency.Source.PAGEMAP, Pace.GENTLE)) {
            assertThat(totals(scan, "touched").zeroBytes()).hasValue(0);
            assertThat(totals(scan, "touched").exclusiveBytes()).isEmpty();
            assertThat(totals(words, "touched").exclusiveBytes()).hasValue(3001 * PageSize.BYTES);
            assertThat(totals(words, "zeros").zeroBytes()).isEmpty();
        }
    }

    @Test
    void hugePagesAreThoseThatTheKernelCounts() {
        try (Residency scan = open(Residency.Source.PAGEMAP_SCAN, Pace.GENTLE)) {
            assertThat(totals(scan, "huge").presentBytes()).isEqualTo(6L << 20);
            assertThat(totals(scan, "huge").hugeBytes())
                    .hasValue(KernelSays.bytesOfMapping(target.pid(), target.number("huge_start"), "AnonHugePages"));
        }
    }

    @Test
    void anAddressInTheMiddleOfAPageIsACallersMistake() {
        try (Residency scan = open(Residency.Source.PAGEMAP_SCAN, Pace.GENTLE)) {
            assertThatThrownBy(() -> scan.totals(4097, 8192)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void pagesSharedByAForkAreNotExclusive() {
        try (Target forked = Target.c("forked_sharing.c", "64").start();
                Residency words = Residency.openTellingExclusive((int) forked.number("child"), Pace.GENTLE)
                        .orThrow(ResidencyTest::failure)) {
            ResidencyTotals totals = words.totals(
                            forked.number("start"), forked.number("start") + forked.number("bytes"))
                    .orThrow(ResidencyTest::failure);
            assertThat(totals.presentBytes()).isEqualTo(64L << 20);
            assertThat(totals.exclusiveBytes()).hasValue(0);
        }
    }

    @Test
    void bothSourcesAgreeRunByRunWhateverTheWindow() {
        Pace narrow = new Pace(4 * PageSize.BYTES, Duration.ZERO, 0);
        try (Residency scan = open(Residency.Source.PAGEMAP_SCAN, Pace.GENTLE);
                Residency narrowScan = open(Residency.Source.PAGEMAP_SCAN, narrow);
                Residency guided = open(Residency.Source.PAGEMAP, Pace.GENTLE);
                Residency words =
                        ResidencySources.openWordsUnguided(target.pid(), narrow).orThrow(ResidencyTest::failure)) {
            List<Run> expected = wholeProcess(scan);
            assertThat(expected).hasSizeGreaterThan(2000);
            assertThat(wholeProcess(narrowScan)).isEqualTo(expected);
            assertThat(wholeProcess(guided)).isEqualTo(expected);
            assertThat(wholeProcess(words)).isEqualTo(expected);
        }
    }

    @Test
    void presentPagesWithoutTheZeroPageAreTheKernelsRss() {
        try (Residency scan = open(Residency.Source.PAGEMAP_SCAN, Pace.GENTLE)) {
            ResidencyTotals totals = scan.totals(0, -PageSize.BYTES).orThrow(ResidencyTest::failure);
            // [vdso] and [vvar] are the kernel's own pages: present here, in Rss or not by the kernel's version.
            long rss = KernelSays.bytes(target.pid(), "smaps_rollup", "Rss");
            assertThat(totals.presentBytes() - totals.zeroBytes().orElseThrow())
                    .isBetween(rss, rss + 16 * PageSize.BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWholeAddressSpaceIsCrossedInOnePour(Residency.Source source) {
        try (Residency residency = open(source, Pace.GENTLE)) {
            List<Run> runs = new ArrayList<>();
            assertThat(residency.pour(0, -PageSize.BYTES, (a, pages, flags) -> runs.add(new Run(a, pages, flags))))
                    .isZero();
            assertThat(runs).anyMatch(run -> run.address() == target.number("touched_start"));
            assertThat(residency.pour(0xffffffffff600000L, 0xffffffffff601000L, (a, pages, flags) -> runs.clear()))
                    .isZero();
            assertThat(runs).isNotEmpty();
        }
    }

    @Test
    void aProcessThatHasEndedHasNoPages() {
        Target brief = Target.c("known_memory.c").start();
        try (Residency scan = Residency.open(brief.pid(), Pace.GENTLE).orThrow(ResidencyTest::failure);
                Residency words =
                        Residency.openTellingExclusive(brief.pid(), Pace.GENTLE).orThrow(ResidencyTest::failure)) {
            brief.close();
            List<Run> runs = new ArrayList<>();
            assertThat(scan.pour(0, -PageSize.BYTES, (a, pages, flags) -> runs.add(new Run(a, pages, flags))))
                    .isIn(0, -Errno.ESRCH);
            assertThat(words.pour(0, -PageSize.BYTES, (a, pages, flags) -> runs.add(new Run(a, pages, flags))))
                    .isIn(0, -Errno.ESRCH);
            assertThat(runs).isEmpty();
        }
    }

    /** The runs of all user mappings, by what both sources tell. */
    private static List<Run> wholeProcess(Residency residency) {
        List<Run> runs = new ArrayList<>();
        for (String line : KernelSays.lines(target.pid(), "maps")) {
            String[] range = line.split(" ", 2)[0].split("-", 2);
            RunJoiner common = new RunJoiner((a, pages, flags) -> runs.add(new Run(a, pages, flags)));
            int result = residency.pour(
                    Long.parseUnsignedLong(range[0], 16),
                    Long.parseUnsignedLong(range[1], 16),
                    (a, pages, flags) ->
                            common.add(a, pages, flags & (PageFlag.PRESENT | PageFlag.SWAPPED | PageFlag.FILE)));
            common.flush();
            assertThat(result).isZero();
        }
        return runs;
    }

    private static List<Run> runs(Residency residency, String area) {
        List<Run> runs = new ArrayList<>();
        long start = target.number(area + "_start");
        assertThat(residency.pour(
                        start,
                        start + target.number(area + "_bytes"),
                        (address, pages, flags) -> runs.add(new Run(address, pages, flags))))
                .isZero();
        return runs;
    }

    private static ResidencyTotals totals(Residency residency, String area) {
        long start = target.number(area + "_start");
        return residency.totals(start, start + target.number(area + "_bytes")).orThrow(ResidencyTest::failure);
    }

    private static Residency open(Residency.Source source, Pace pace) {
        Residency residency = switch (source) {
            case PAGEMAP -> Residency.openTellingExclusive(target.pid(), pace).orThrow(ResidencyTest::failure);
            case PAGEMAP_SCAN -> Residency.open(target.pid(), pace).orThrow(ResidencyTest::failure);
        };
        assumeTrue(residency.source() == source, "this kernel has no PAGEMAP_SCAN");
        return residency;
    }

    private static AssertionError failure(Refusal refusal) {
        return new AssertionError(refusal.toString());
    }
}
