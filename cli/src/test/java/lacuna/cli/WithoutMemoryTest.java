package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that is no process with memory to look at is told for what it is, never passed over. */
class WithoutMemoryTest {
    private static final String NO_SUCH_PID = "99999999";

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "heap", "map"})
    void aThreadOfTheKernelIsCalledOne(String command) {
        try (ProcReader reader = new ProcReader(ProcRoot.host())) {
            assumeTrue(
                    reader.stat(2)
                            .toOptional()
                            .filter(stat -> stat.isKernelThread())
                            .isPresent(),
                    "no kernel threads are shown here");
        }
        assertThat(refused(command, "2")).contains("no memory of its own").contains("is a thread of the kernel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "heap", "map"})
    void aZombieIsCalledEnded(String command) {
        try (Target parent = Target.command(
                        "sh",
                        "-c",
                        // The child ends when its parent has become what never asks for it.
                        "parent=$$; while ! grep -q sleep /proc/$parent/comm; do :; done & echo ended=$!; echo ready; exec sleep 1000")
                .start()) {
            int ended = Math.toIntExact(parent.number("ended"));
            try (ProcReader reader = new ProcReader(ProcRoot.host())) {
                Eventually.holds(() -> reader.stat(ended)
                        .toOptional()
                        .filter(stat -> stat.isZombie())
                        .isPresent());
            }
            assertThat(refused(command, Integer.toString(ended)))
                    .contains("no memory of its own")
                    .contains("has ended, which its parent " + parent.pid() + " has not asked for yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "heap", "map"})
    void aProcessWithoutItsMainThreadIsExaminedByAnother(String command) {
        try (Target target = Target.c("lost_leader.c").start()) {
            String survivor = target.fact("survivor");
            assertThat(refused(command, Integer.toString(target.pid())))
                    .contains("the main thread of process " + target.pid())
                    .contains("name thread " + survivor + " instead");
            Ran ran = Ran.lacuna(command, survivor);
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("lost_leader");
        }
    }

    @Test
    void aThreadStandsForItsProcess() {
        try (Target target = Target.c("deep_stacks.c").start()) {
            String thread = anotherThread(target.pid());
            Ran ran = Ran.lacuna("doctor", thread);
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("process " + target.pid());
        }
    }

    @Test
    void oneThatDoesNotExistIsNotPassedOver() {
        try (Target target = Target.c("retained.c", "4").start()) {
            assertThat(refused("doctor", Integer.toString(target.pid()), NO_SUCH_PID))
                    .contains("no such process: " + NO_SUCH_PID);
        }
    }

    @Test
    void whatThisUserMayNotSeeIsNotHealthy() {
        List<String> other = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        boolean isRoot = System.getProperty("user.name").equals("root");
        try (Target target = isRoot
                ? Target.c("retained.c", "4")
                        .under(other.toArray(String[]::new))
                        .start()
                : Target.c("retained.c", "4").start()) {
            List<String> command = new ArrayList<>();
            if (isRoot) {
                // Without any capability, root is a user like others.
                command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
            }
            command.addAll(Launched.command("doctor", isRoot ? Integer.toString(target.pid()) : "1"));
            Launched run = Launched.run(command, Path.of("/"));
            assertThat(run.code()).as(run.said()).isEqualTo(3);
            assertThat(run.said())
                    .startsWith("lacuna: no permission to examine the process: ")
                    .hasLineCount(1);
        }
    }

    private static String anotherThread(int pid) {
        String[] threads = Path.of("/proc/" + pid + "/task").toFile().list();
        assertThat(threads).isNotNull();
        for (String thread : threads) {
            if (!thread.equals(Integer.toString(pid)) && Files.exists(Path.of("/proc/" + thread))) {
                return thread;
            }
        }
        throw new AssertionError("one thread only");
    }

    private static String refused(String... arguments) {
        Ran ran = Ran.lacuna(arguments);
        assertThat(ran.code()).as(ran.out()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("lacuna: ").hasLineCount(1);
        return ran.err();
    }
}
