package lacuna.heap.zend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Php;
import lacuna.testbed.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a PHP heap's report says in words, and of whose memory. */
class PhpTellsTest {
    private static final long MIB = 1L << 20;
    private static final List<String> ROOM = List.of("-d", "memory_limit=1G");

    private final Php php = Php.system();

    @BeforeEach
    void phpIsHere() {
        assumeTrue(php.isHere(), php::absence);
    }

    @Test
    void aSparseBin_isToldWithWhatGcGivesBackOfIt() {
        try (Target target = php.script(ROOM, "sparse_bin.php").start()) {
            AllocatorReport report =
                    PhpHeapsTest.zend(PhpHeapsTest.examined(target)).report();
            assertThat(report.highlights().getFirst())
                    .matches("the 512-byte bin is (79|80) % free \\(78 MiB\\) in 25,\\d+ runs, of which"
                            + " (none|one) is entirely free: gc_mem_caches\\(\\)"
                            + " (gives back nothing|frees 4\\.0 KiB of pages) of it");
            Detail.Row bin = row(report, "bins", "512 bytes");
            assertThat(bin.values().get(4)).isBetween(159_000L, 161_000L);
            assertThat(bin.values().get(8)).isBetween(25_000L, 25_100L);
        }
    }

    @Test
    void fewLiveSlotsPinManyChunks() {
        try (Target target =
                php.script(ROOM, "small_arrays.php", "400000", "20").start()) {
            HeapAccount heap = PhpHeapsTest.zend(PhpHeapsTest.examined(target));
            assertThat(heap.report().highlights())
                    .anyMatch(sentence ->
                            sentence.matches("\\d+ chunks of 2 MiB cannot leave, held by [0-9.]+ KiB in use .*"));
            assertThat(heap.trim()).isGreaterThan(20 * MIB);
        }
    }

    @Test
    void thePicturesOfImagick_areMallocs_notPhps() {
        assumeTrue(Files.exists(Path.of("/etc/php/8.2/cli/conf.d/20-imagick.ini")), "php8.2-imagick is not installed");
        try (Target target = php.script("resize.php").start()) {
            HeapExamination examined = PhpHeapsTest.examined(target);
            HeapAccount zend = PhpHeapsTest.zend(examined);
            HeapAccount malloc = examined.heaps().getLast();
            assertThat(malloc.report().identity().allocator()).isEqualTo("glibc");
            assertThat(zend.resident(BlockState.LIVE)).isLessThan(2 * MIB);
            assertThat(malloc.resident(BlockState.LIVE)).isGreaterThan(50 * MIB);
            assertThat(zend.report().total().bytes(BlockState.LIVE)).isEqualTo(target.number("usage"));
        }
    }

    @Test
    void withoutItsOwnAllocator_phpsMemoryIsMallocs_andThatIsSaid() {
        try (Target target = php.script(ROOM, "growing.php", "30000")
                .with("USE_ZEND_ALLOC", "0")
                .start()) {
            HeapExamination examined = PhpHeapsTest.examined(target);
            HeapAccount zend = PhpHeapsTest.zend(examined);
            assertThat(zend.report().regions()).isEmpty();
            assertThat(zend.report().notes())
                    .containsExactly("USE_ZEND_ALLOC=0 is set: PHP's own allocator is off, its memory is malloc's");
            assertThat(examined.heaps().getLast().report().total().bytes(BlockState.LIVE))
                    .isGreaterThan(20 * MIB);
        }
    }

    @Test
    void aBusyHeap_isReadFromOneMoment() {
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = php.script(ROOM, "churning.php").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                return examined.pauses().count() > 0
                        && PhpHeapsTest.zend(examined).report().isConsistent();
            });
        }
    }

    @Test
    void aBusyHeapThatMayNotBeStopped_isToldAsNotConsistent() {
        try (Target target = php.script(ROOM, "churning.php").start()) {
            Eventually.holds(() -> PhpHeapsTest.examined(target).heaps().getFirst().report().regions().stream()
                    .anyMatch(region -> !region.isConsistent()));
        }
    }

    private static Detail.Row row(AllocatorReport report, String table, String label) {
        return report.details().stream()
                .filter(detail -> detail.name().equals(table))
                .flatMap(detail -> detail.rows().stream())
                .filter(row -> row.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
