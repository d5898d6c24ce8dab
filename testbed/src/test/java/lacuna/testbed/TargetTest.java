package lacuna.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void aCProgramIsCompiledStartedAndTellsItsTruth() {
        try (Target target = Target.c("known_memory.c", "2").start()) {
            assertThat(target.number("threads")).isEqualTo(2);
            assertThat(target.number("touched_start")).isNotZero();
            assertThat(Path.of("/proc", String.valueOf(target.pid()), "task", target.fact("thread_1_tid"), "comm"))
                    .hasContent("known-1\n");
        }
    }

    @Test
    void theProcessIsThePrintedOneAndHasTheGivenEnvironment() {
        try (Target target = Target.command("sh", "-c", "echo own=$$ seen=$SEEN; echo ready; exec sleep 1000")
                .with("SEEN", "yes")
                .start()) {
            assertThat(target.fact("own")).isEqualTo(target.pid() + " seen=yes");
        }
    }

    @Test
    void closingEndsTheTargetAndWhatItStarted() {
        Target target = Target.command("sh", "-c", "sleep 1000 & echo child=$!; echo ready; wait")
                .start();
        target.close();
        assertEnded(target.pid());
        assertEnded(target.number("child"));
    }

    @Test
    void aProgramThatIsNeverReadyIsAnErrorWithItsOwnWords() {
        assertThatThrownBy(() ->
                        Target.command("sh", "-c", "echo no luck today; exit 3").start())
                .hasMessageContaining("no luck today");
    }

    /** An orphan's new parent may take its time to bury it. */
    private static void assertEnded(long pid) {
        Path folder = Path.of("/proc", String.valueOf(pid));
        Eventually.holds(() -> !Files.exists(folder));
    }
}
