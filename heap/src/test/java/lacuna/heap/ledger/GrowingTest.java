package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;

/** Processes that allocate at full speed while they are read. */
@MayTake(seconds = 100)
class GrowingTest {
    private static final String JEMALLOC = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2";
    private static final int LOOKS = 8;

    @Test
    void noFigureOfAGrowingGlibcHeapIsImpossible() {
        assertPossible(Target.c("full_speed.c", "4", "300"), HeapOptions.DEFAULT);
    }

    @Test
    void norWhereItMayNotBeStopped() {
        assertPossible(Target.c("full_speed.c", "4", "300"), HeapOptions.DEFAULT.withoutPauses());
    }

    @Test
    void norOfAGrowingJemalloc() {
        assumeTrue(Files.exists(Path.of(JEMALLOC)), "libjemalloc2 is not installed");
        assertPossible(Target.c("full_speed.c", "4", "300").with("LD_PRELOAD", JEMALLOC), HeapOptions.DEFAULT);
    }

    @Test
    void whatMovedIsToldAndIsNotExact() {
        try (Target target = Target.c("full_speed.c", "4", "300").start()) {
            boolean moved = false;
            for (int i = 0; i < 50 && !moved; i++) {
                ResidentLedger ledger = HeapExamination.ofProcess(
                                ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses())
                        .ledger();
                moved = ledger.moved() > 0;
                assertThat(ledger.isExact()).isEqualTo(!moved);
            }
            assertThat(moved).isTrue();
        }
    }

    private static void assertPossible(TargetProgram program, HeapOptions options) {
        try (Target target = program.start()) {
            for (int i = 0; i < LOOKS; i++) {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), options);
                ResidentLedger ledger = examined.ledger();
                assertThat(ledger.leaves())
                        .allSatisfy(
                                leaf -> assertThat(leaf.bytes()).as(leaf.name()).isBetween(0L, ledger.total()));
                assertThat(ledger.leaves().stream()
                                .mapToLong(ResidentLedger.Leaf::bytes)
                                .sum())
                        .isEqualTo(ledger.total());
                assertThat(examined.heaps()).allSatisfy(heap -> {
                    assertThat(heap.pinned()).isNotNegative();
                    assertThat(heap.releasable()).isNotNegative();
                    assertThat(heap.kept().total()).isNotNegative();
                });
                assertThat(ledger.moved()).isBetween(0L, 2 * ledger.total());
                assertThat(examined.pauses().longestMicros())
                        .as("no pause is longer than allowed by far")
                        .isLessThan(Duration.ofSeconds(2).toNanos() / 1000);
            }
        }
    }
}
