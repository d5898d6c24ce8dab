package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PauseTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void nothingMovesDuringThePauseAndEveryThreadGoesOnAfterIt(int threads) {
        try (Target target = Target.c("counter.c", String.valueOf(threads)).start()) {
            record Seen(String states, List<Long> first, List<Long> second) {}
            PauseOutcome<Seen> outcome = Pause.during(target.pid(), AMPLE, () -> {
                List<Long> first = counters(target, threads);
                LockSupport.parkNanos(10_000_000);
                return new Seen(threadStates(target.pid()), first, counters(target, threads));
            });

            Seen seen = kept(outcome);
            assertThat(seen.states()).isEqualTo("t".repeat(threads));
            assertThat(seen.second()).isEqualTo(seen.first());
            assertThat(outcome.stop().threads()).isEqualTo(threads);
            assertThat(outcome.stop().micros()).isPositive();
            Eventually.holds(() -> allAbove(counters(target, threads), seen.second()));
            assertThat(KernelSays.word(target.pid(), "status", "TracerPid")).isEqualTo("0");
        }
    }

    @Test
    void threadsThatAreBornAndEndMeanwhileStandStillToo() {
        try (Target target = Target.c("brief_threads.c").start()) {
            for (int i = 0; i < 20; i++) {
                PauseOutcome<Boolean> outcome = Pause.during(target.pid(), AMPLE, () -> {
                    long before = word(target, "births");
                    // A thread that was on its way out when the stop came goes on until it is gone, in the kernel only.
                    Eventually.holds(() ->
                            threadStates(target.pid()).replaceAll("[ZX]", "").matches("t+"));
                    return word(target, "births") == before;
                });
                assertThat(kept(outcome)).isTrue();
                long before = word(target, "births");
                Eventually.holds(() -> word(target, "births") > before);
            }
        }
    }

    @Test
    void aProcessWhoseMainThreadHasEndedIsStoppedByItsOthers() {
        try (Target target = Target.c("lost_leader.c").start()) {
            Eventually.holds(() -> threadStates(target.pid()).startsWith("Z"));

            PauseOutcome<String> outcome = Pause.during(target.pid(), AMPLE, () -> threadStates(target.pid()));

            assertThat(kept(outcome)).isEqualTo("Zt");
            assertThat(outcome.stop().threads()).isEqualTo(1);
        }
    }

    @Test
    void aSignalThatComesDuringThePauseArrivesAfterIt() {
        try (Target target = Target.c("counter.c", "4").start()) {
            PauseOutcome<Long> outcome = Pause.during(target.pid(), AMPLE, () -> {
                run("kill", "-USR1", String.valueOf(target.pid()));
                LockSupport.parkNanos(5_000_000);
                return word(target, "signals");
            });
            assertThat(kept(outcome)).isZero();
            Eventually.holds(() -> word(target, "signals") == 1);
        }
    }

    @Test
    void noSignalIsLostHoweverOftenAProcessUnderSignalsIsPaused() throws IOException {
        int sent = 2000;
        try (Target target = Target.c("counter.c", "4").start()) {
            // 34 is the first real-time signal that the C library leaves free: such signals queue, none may be merged.
            Process sender = new ProcessBuilder(
                            "sh",
                            "-c",
                            "i=0; while [ $i -lt %d ]; do kill -34 %d; i=$((i+1)); done".formatted(sent, target.pid()))
                    .start();
            int pauses = 0;
            while (sender.isAlive() || pauses < 50) {
                kept(Pause.during(target.pid(), AMPLE, () -> 0));
                pauses++;
            }
            Eventually.holds(() -> word(target, "signals") == sent);
        }
    }

    @Test
    void workThatTakesTooLongFindsTheProcessRunningAgain() {
        try (Target target = Target.c("counter.c", "2").start()) {
            PauseOutcome<String> outcome = Pause.during(target.pid(), Duration.ofMillis(50), () -> {
                List<Long> stopped = counters(target, 2);
                Eventually.holds(() -> allAbove(counters(target, 2), stopped));
                return "torn";
            });
            assertThat(outcome).isInstanceOfSatisfying(PauseOutcome.Overran.class, overran -> {
                assertThat(overran.value()).isEqualTo("torn");
                assertThat(overran.stop().threads()).isEqualTo(2);
            });
        }
    }

    @Test
    void workThatThrowsReleasesTheProcess() {
        try (Target target = Target.c("counter.c").start()) {
            assertThatThrownBy(() -> Pause.during(target.pid(), AMPLE, () -> {
                        throw new IllegalStateException("in the middle");
                    }))
                    .hasMessage("in the middle");
            List<Long> before = counters(target, 1);
            Eventually.holds(() -> allAbove(counters(target, 1), before));
        }
    }

    @Test
    void anInterruptedCallerStillReleasesTheProcessAndStaysInterrupted() {
        try (Target target = Target.c("counter.c").start()) {
            Thread.currentThread().interrupt();
            PauseOutcome<String> outcome = Pause.during(target.pid(), AMPLE, () -> "done");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(kept(outcome)).isEqualTo("done");
            List<Long> before = counters(target, 1);
            Eventually.holds(() -> allAbove(counters(target, 1), before));
        }
    }

    @Test
    void aProcessThatItsOwnerStoppedStaysStopped() {
        try (Target target = Target.c("counter.c", "3").start()) {
            run("kill", "-STOP", String.valueOf(target.pid()));
            Eventually.holds(() -> threadStates(target.pid()).equals("TTT"));

            assertThat(kept(Pause.during(target.pid(), AMPLE, () -> threadStates(target.pid()))))
                    .isEqualTo("ttt");

            Eventually.holds(() -> threadStates(target.pid()).equals("TTT"));
            List<Long> before = counters(target, 3);
            LockSupport.parkNanos(20_000_000);
            assertThat(counters(target, 3)).isEqualTo(before);
            run("kill", "-CONT", String.valueOf(target.pid()));
            Eventually.holds(() -> allAbove(counters(target, 3), before));
        }
    }

    @Test
    void aStopThatItsOwnerSendsDuringThePauseTakesEffectAfterIt() {
        try (Target target = Target.c("counter.c", "3").start()) {
            kept(Pause.during(target.pid(), AMPLE, () -> run("kill", "-STOP", String.valueOf(target.pid()))));
            Eventually.holds(() -> threadStates(target.pid()).equals("TTT"));
        }
    }

    @Test
    void aProcessKilledDuringThePauseEndsAndThePauseToo() {
        Target target = Target.c("counter.c", "8").start();
        Pause.during(target.pid(), AMPLE, () -> run("kill", "-KILL", String.valueOf(target.pid())));
        target.close();
        Eventually.holds(() -> !Files.exists(Path.of("/proc", String.valueOf(target.pid()))));
    }

    @Test
    void ifLacunaIsKilledDuringThePauseTheProcessRunsOn() {
        try (Target target = Target.c("counter.c", "4").start()) {
            Target lacuna = Target.java(PauseForever.class, List.of(Pause.class), String.valueOf(target.pid()))
                    .start();
            assertThat(threadStates(target.pid())).isEqualTo("tttt");
            List<Long> before = counters(target, 4);

            lacuna.close();

            Eventually.holds(() -> allAbove(counters(target, 4), before));
            assertThat(threadStates(target.pid())).doesNotContainIgnoringCase("t");
        }
    }

    @Test
    void aProcessThatIsGoneIsRefused() {
        Target target = Target.c("counter.c").start();
        target.close();
        Refusal refusal = refused(Pause.during(target.pid(), AMPLE, () -> 0));
        assertThat(refusal.why()).isEqualTo("process %d has ended".formatted(target.pid()));
    }

    @Test
    void aZombieIsRefusedAsEnded() {
        try (Target target = Target.command("python3", "-c", """
                        import os, signal
                        child = os.fork()
                        if child == 0: os._exit(0)
                        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
                        print(f"child={child}\\nready", flush=True)
                        signal.pause()
                        """).start()) {
            int zombie = (int) target.number("child");
            assertThat(KernelSays.state(zombie)).isEqualTo("Z");
            assertThat(refused(Pause.during(zombie, AMPLE, () -> 0)).why())
                    .isEqualTo("process %d has ended".formatted(zombie));
        }
    }

    @Test
    void aProcessThatAnotherTracesIsRefusedWithItsName() {
        try (Target target = Target.c("counter.c", "2").start()) {
            PauseOutcome<Refusal> outcome =
                    Pause.during(target.pid(), AMPLE, () -> refused(Pause.during(target.pid(), AMPLE, () -> 0)));
            assertThat(kept(outcome).why())
                    .isEqualTo("process %d is being traced by process %d"
                            .formatted(target.pid(), ProcessHandle.current().pid()));
        }
    }

    @Test
    void aChildOfLacunaAndLacunaItselfAreRefusedUntouched() throws IOException {
        Process child = new ProcessBuilder("sleep", "1000").start();
        Refusal refusal = refused(Pause.during((int) child.pid(), AMPLE, () -> 0));
        assertThat(refusal.why()).contains("was started by Lacuna itself");
        assertThat(child.isAlive()).isTrue();
        child.destroyForcibly();
        assertThat(child.onExit().join().exitValue()).isEqualTo(137);
        int self = (int) ProcessHandle.current().pid();
        assertThat(refused(Pause.during(self, AMPLE, () -> 0)).why()).contains("is Lacuna itself");
    }

    @Test
    void aThreadOfTheKernelIsRefusedAsSuch() {
        assumeTrue(Files.exists(Path.of("/proc/2/comm"))
                && KernelSays.lines(2, "comm").contains("kthreadd"));
        assertThat(refused(Pause.during(2, AMPLE, () -> 0)).why()).isEqualTo("process 2 is a thread of the kernel");
    }

    @Test
    void withoutATimeToPauseNothingIsTouched() {
        PauseOutcome<Integer> outcome = Pause.during(1, Duration.ZERO, () -> 0);
        assertThat(refused(outcome).why()).isEqualTo("pauses are switched off");
        assertThat(outcome.stop()).isEqualTo(PauseOutcome.Stop.NONE);
    }

    private static <T> T kept(PauseOutcome<T> outcome) {
        return switch (outcome) {
            case PauseOutcome.Kept<T>(T value, PauseOutcome.Stop stop) -> value;
            case PauseOutcome.Overran<T> overran -> throw new AssertionError(overran.toString());
            case PauseOutcome.Refused<T> refused -> throw new AssertionError(refused.toString());
        };
    }

    private static Refusal refused(PauseOutcome<?> outcome) {
        return switch (outcome) {
            case PauseOutcome.Refused<?>(Refusal refusal, PauseOutcome.Stop stop) -> refusal;
            case PauseOutcome.Kept<?> kept -> throw new AssertionError(kept.toString());
            case PauseOutcome.Overran<?> overran -> throw new AssertionError(overran.toString());
        };
    }

    /** One letter for each thread. */
    private static String threadStates(int pid) {
        StringBuilder states = new StringBuilder();
        for (int tid : TaskStatus.threadsOf(pid)) {
            states.append(TaskStatus.of(tid).map(TaskStatus::state).orElse('Z'));
        }
        return states.toString();
    }

    private static List<Long> counters(Target target, int count) {
        try (ProcessMemory memory = open(target.pid());
                Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(JAVA_LONG, count);
            assertThat(memory.read(target.number("counters"), words, words.byteSize()))
                    .isEqualTo(words.byteSize());
            List<Long> counters = new ArrayList<>();
            words.elements(JAVA_LONG).forEach(word -> counters.add(word.get(JAVA_LONG, 0)));
            return counters;
        }
    }

    private static long word(Target target, String fact) {
        try (ProcessMemory memory = open(target.pid());
                Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_LONG);
            assertThat(memory.read(target.number(fact), word, Long.BYTES)).isEqualTo(Long.BYTES);
            return word.get(JAVA_LONG, 0);
        }
    }

    private static boolean allAbove(List<Long> now, List<Long> before) {
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) <= before.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command).start().onExit().join().exitValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ProcessMemory open(int pid) {
        return ProcessMemory.open(pid).orThrow(refusal -> new AssertionError(refusal.toString()));
    }
}
