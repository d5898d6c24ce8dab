package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** To look at a process moves nothing: not a child that shares its heap, as every prefork worker does, nor empty pages. */
class UnmovedTest {
    /** What the kernel counts of a process's own memory; what it maps of files others share, who come and go. */
    private static final Pattern OWN_MEMORY =
            Pattern.compile("(Rss|Pss_Anon|Shared_Dirty|Private_Dirty|Anonymous|AnonHugePages|Swap|VmPTE):.*");

    @Test
    void theReportIsWhole_andNeitherTheChildsSharesNorTheParentsMove() throws IOException {
        try (Target target = Target.c("heap_shapes.c", "small", "threads", "top", "mapped", "forked")
                .start()) {
            int child = Math.toIntExact(target.number("child"));
            awaitRest(child);
            awaitRest(target.pid());
            assertThat(kernelSays(child)).as("what the kernel tells").hasSizeGreaterThan(6);
            List<String> childBefore = kernelSays(child);
            List<String> parentBefore = kernelSays(target.pid());

            Soundness.assertSound(Soundness.undisturbed(child));

            assertThat(kernelSays(child)).isEqualTo(childBefore);
            assertThat(kernelSays(target.pid())).isEqualTo(parentBefore);
        }
    }

    @Test
    void memoryThatWasNeverTouchedStaysSo() throws IOException {
        try (Target target = Target.c("vast.c").start()) {
            awaitRest(target.pid());
            List<String> before = kernelSays(target.pid());
            Soundness.assertSound(Soundness.undisturbed(target.pid()));
            assertThat(kernelSays(target.pid())).isEqualTo(before);
        }
    }

    /** What a program does on its way from its last word to its rest touches pages too. */
    private static void awaitRest(int pid) {
        Path stat = Path.of("/proc", String.valueOf(pid), "stat");
        Eventually.holds(() -> {
            try {
                return Files.readString(stat).contains(") S ");
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
    }

    private static List<String> kernelSays(int pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        List<String> lines = new ArrayList<>(Files.readAllLines(process.resolve("smaps_rollup")));
        lines.addAll(Files.readAllLines(process.resolve("status")));
        return lines.stream().filter(line -> OWN_MEMORY.matcher(line).matches()).toList();
    }
}
