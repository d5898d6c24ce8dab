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
    void sizesThatRoundToTheSameAreToldApart() {
        String program = """
                import ctypes, time
                libc = ctypes.CDLL(None)
                libc.malloc.restype = ctypes.c_void_p
                blocks = [libc.malloc(ctypes.c_size_t(size)) for size in [1000] * 7 + [1020] * 7]
                for block in blocks:
                    libc.free(ctypes.c_void_p(block))
                print("ready", flush=True)
                time.sleep(1000)
                """;
        try (Target target =
                Target.command("/usr/bin/python3", "-c", program).start().atRest()) {
            assertThat(Ran.lacuna("heap", Integer.toString(target.pid()), "--threads")
                            .out())
                    .contains("of 1040 B")
                    .doesNotContain("of 1.0 KiB");
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
