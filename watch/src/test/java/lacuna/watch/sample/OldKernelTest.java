package lacuna.watch.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import lacuna.linux.proc.ProcRoot;
import org.junit.jupiter.api.Test;

/** What a kernel does not print is found another way, or is absent; never 0. */
class OldKernelTest {
    private static final Path TREES = Path.of(System.getProperty("lacuna.root"), "linux/src/test/resources/proc");
    private static final int PID = 1234;

    @Test
    void withoutARollupTheExactFiguresAreTheSumOverAllMappings() throws IOException {
        ProcessView process = look("3.10");
        assertThat(process.exactNow()).isTrue();
        assertThat(process.rss()).hasValue(sum("3.10", "smaps", "Rss:"));
        assertThat(process.pss()).hasValue(sum("3.10", "smaps", "Pss:"));
        assertThat(process.uss())
                .hasValue(sum("3.10", "smaps", "Private_Clean:") + sum("3.10", "smaps", "Private_Dirty:"));
    }

    @Test
    void withARollupTheExactFiguresAreTheRollups() throws IOException {
        assertThat(look("4.19").pss()).hasValue(sum("4.19", "smaps_rollup", "Pss:"));
    }

    @Test
    void aKernelThatDoesNotSplitTheResidentSizeLeavesThePartsAbsent() {
        assertThat(look("3.10").resident().anon()).isEmpty();
        assertThat(look("4.19").resident().anon()).isPresent();
    }

    private static ProcessView look(String kernel) {
        RollupPolicy all = RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST);
        try (Sampler sampler =
                new Sampler(ProcRoot.at(TREES.resolve(kernel).resolve("proc")), all, Clock.systemUTC())) {
            return sampler.look().processes().stream()
                    .filter(process -> process.pid() == PID)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long sum(String kernel, String file, String label) throws IOException {
        return Files.readAllLines(TREES.resolve(kernel).resolve("proc/" + PID).resolve(file)).stream()
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }
}
