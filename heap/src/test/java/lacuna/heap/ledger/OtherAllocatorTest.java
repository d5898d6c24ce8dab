package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.map.MappingKind;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** A process whose malloc is not glibc's. */
class OtherAllocatorTest {
    private static final Path JEMALLOC = Path.of("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2");
    private static final Path DEBUGGING = Path.of("/lib/x86_64-linux-gnu/libc_malloc_debug.so.0");

    @Test
    void besideAPreloadedAllocatorGlibcClaimsNothingThatIsIts() {
        assumeTrue(Files.exists(JEMALLOC), "libjemalloc2 is not installed");
        // 40 MB in small blocks, 12 MB in blocks that glibc would map one by one.
        try (Target small = Target.c("leak.c", "20011", "1999")
                        .with("LD_PRELOAD", JEMALLOC.toString())
                        .start();
                Target large = Target.c("leak.c", "20", "600011")
                        .with("LD_PRELOAD", JEMALLOC.toString())
                        .start()) {
            for (Target target : List.of(small, large)) {
                HeapExamination examined = assertIdle(target);
                assertThat(examined.others()).isEmpty();
                HeapAccount jemalloc = examined.heaps().getFirst();
                assertThat(jemalloc.report().identity().allocator()).isEqualTo("jemalloc");
                assertThat(jemalloc.report().total().bytes(BlockState.LIVE))
                        .isGreaterThan(target.number("live_bytes") * 3 / 4);
            }
        }
    }

    @Test
    void glibcsOwnDebuggingAllocatorHasACopyOfAllTables_andTheyAreNotMixedUp() {
        assumeTrue(Files.exists(DEBUGGING), "libc6 has no libc_malloc_debug");
        try (Target target = Target.c("leak.c", "20011", "1999")
                .with("LD_PRELOAD", DEBUGGING.toString())
                .with("GLIBC_TUNABLES", "glibc.malloc.check=3")
                .start()) {
            assertThat(assertIdle(target).others()).containsExactly("libc_malloc_debug");
        }
    }

    private static HeapExamination assertIdle(Target target) {
        HeapExamination examined = Soundness.undisturbed(target.pid());
        AllocatorReport report = Soundness.assertConsistent(examined);
        assertThat(report.system()).as("glibc's arenas").isLessThan(1 << 20);
        assertThat(report.total().bytes(BlockState.LIVE)).isLessThan(256 << 10);
        assertThat(examined.map().entries().stream().map(entry -> entry.name().kind()))
                .doesNotContain(MappingKind.ARENA_HEAP, MappingKind.LARGE_MALLOC);
        return examined;
    }
}
