package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.map.MappingKind;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** A process whose malloc is not glibc's. */
class OtherAllocatorTest {
    private static final Path JEMALLOC = Path.of("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2");

    @Test
    void aPreloadedAllocatorIsNamed_andGlibcClaimsNothingThatIsIts() {
        assumeTrue(Files.exists(JEMALLOC), "libjemalloc2 is not installed");
        // 40 MB in small blocks, 12 MB in blocks that glibc would map one by one.
        try (Target small = Target.c("leak.c", "20011", "1999")
                        .with("LD_PRELOAD", JEMALLOC.toString())
                        .start();
                Target large = Target.c("leak.c", "20", "600011")
                        .with("LD_PRELOAD", JEMALLOC.toString())
                        .start()) {
            HeapExamination examined = assertIdle(small);
            assertIdle(large);
            assertThat(examined.ledger().bytes(ResidentLedger.UNATTRIBUTED))
                    .as("what jemalloc mapped, and the program touched")
                    .isGreaterThan(small.number("live_bytes") * 3 / 4);
        }
    }

    private static HeapExamination assertIdle(Target target) {
        HeapExamination examined = Soundness.undisturbed(target.pid());
        assertThat(examined.others()).containsExactly("jemalloc");
        AllocatorReport report = Soundness.assertConsistent(examined);
        assertThat(report.system()).as("glibc's arenas").isLessThan(1 << 20);
        assertThat(report.total().bytes(BlockState.LIVE)).isLessThan(256 << 10);
        assertThat(examined.map().entries().stream().map(entry -> entry.name().kind()))
                .contains(MappingKind.ANONYMOUS)
                .doesNotContain(MappingKind.ARENA_HEAP, MappingKind.LARGE_MALLOC);
        return examined;
    }
}
