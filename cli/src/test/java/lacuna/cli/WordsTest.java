package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed reads as people speak. */
class WordsTest {
    @TempDir
    private Path folder;

    @Test
    void anAllocatorThatHoldsNothingHasNoTable() {
        try (Target target = Target.c("jemalloc_truth.c", java.util.List.of("-ljemalloc"), "2", "8")
                .start()) {
            String heap = Ran.lacuna("heap", Integer.toString(target.pid()), "--arenas", "--holes")
                    .out();
            assertThat(heap).contains("jemalloc").doesNotContain(", 0 B from the kernel");
            assertThat(heap).contains("is loaded too, and holds nothing.");
        }
    }

    @Test
    void oneIsNotSeveral() {
        try (Target target = Target.c("retained.c", "4").start()) {
            String pid = Integer.toString(target.pid());
            Path file = folder.resolve("taken");
            String all = Ran.lacuna("heap", pid, "--holes", "--threads").out()
                    + Ran.lacuna("snapshot", pid, "-o", file.toString()).out()
                    + Ran.lacuna("doctor", file.toString()).out();
            assertThat(all)
                    .contains("1 heap,")
                    .doesNotContainPattern("\\b1 (regions|heaps|blocks|processes|sixteenths)\\b");
        }
    }
}
