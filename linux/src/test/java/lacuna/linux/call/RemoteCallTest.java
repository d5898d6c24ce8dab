package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import lacuna.linux.call.CallOutcome.Hindrance;
import lacuna.testbed.Eventually;
import lacuna.testbed.Ground;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MayTake(seconds = 100)
class RemoteCallTest {
    // bench/trim does it some hundred times.
    private static final int KILLS = 8;
    private static final CallLimits AMPLE = new CallLimits(Duration.ofSeconds(20), Duration.ofSeconds(30));
    private static final CallLimits BRIEF = new CallLimits(Duration.ofMillis(50), Duration.ofSeconds(30));
    private static final CallLimits SHORT = new CallLimits(Duration.ofMillis(20), Duration.ofMillis(100));

    @Test
    void aFunctionGetsItsArgumentAndItsResultComesBack() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            CallAttempt attempt = call(target, "answer", 21);
            assertThat(attempt.outcome()).isEqualTo(new CallOutcome.Returned(42));
            assertThat(attempt.stopMicros()).isPositive();
        }
    }

    @Test
    void aThreadThatIsCalledOutOfItsWorkThousandTimesNeverNotices() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(call(target, "answer", i).outcome()).isEqualTo(new CallOutcome.Returned(2L * i));
            }
            assertUnharmed(target);
        }
    }

    @Test
    void aSleepGoesOnToItsEnd() {
        try (Target target = Target.c("callee.c", "nanosleep").start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(call(target, "answer", i).outcome()).isEqualTo(new CallOutcome.Returned(2L * i));
            }
            assertThat(target.nextLine()).isEqualTo("returned=0 errno=0");
            assertUnharmed(target);
        }
    }

    @Test
    void aReadGoesOn() {
        try (Target target = Target.c("callee.c", "read").start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(call(target, "answer", i).outcome()).isEqualTo(new CallOutcome.Returned(2L * i));
            }
            kill("-USR2", target);
            assertThat(target.nextLine()).isEqualTo("returned=1 errno=0");
            assertUnharmed(target);
        }
    }

    @Test
    void anEpollWaitReturnsInterruptedAsAfterAnyStop() {
        try (Target target = Target.c("callee.c", "epoll").start()) {
            Eventually.holds(() -> KernelSays.state(target.pid()).equals("S"));
            assertThat(call(target, "answer", 1).outcome()).isEqualTo(new CallOutcome.Returned(2));
            assertThat(target.nextLine()).isEqualTo("returned=-1 errno=" + Errno.EINTR);
            assertUnharmed(target);
        }
    }

    @Test
    void signalsThatComeDuringTheCallArriveAfterIt_allOfThem() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            CompletableFuture<CallAttempt> call = dawdleInBackground(target);
            Eventually.holds(() -> word(target, "entered") == 1);
            for (int i = 0; i < 20; i++) {
                kill("-34", target);
            }
            letGo(target);
            assertThat(call.join().outcome()).isEqualTo(new CallOutcome.Returned(1));
            Eventually.holds(() -> word(target, "signals") == 20);
            assertThat(word(target, "early")).isZero();
            assertUnharmed(target);
        }
    }

    @Test
    void aProcessStoppedByItsOwnerDuringTheCallStaysStoppedAfterIt() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            CompletableFuture<CallAttempt> call = dawdleInBackground(target);
            Eventually.holds(() -> word(target, "entered") == 1);
            kill("-STOP", target);
            letGo(target);
            assertThat(call.join().outcome()).isEqualTo(new CallOutcome.Returned(1));
            Eventually.holds(() -> KernelSays.state(target.pid()).equals("T"));
            assertThat(refusal(call(target, "answer", 1)).why())
                    .isEqualTo("process %d is stopped".formatted(target.pid()));
            kill("-CONT", target);
            assertUnharmed(target);
        }
    }

    @Test
    void aFunctionThatNeverReturnsIsBrokenOff() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            CallAttempt attempt =
                    RemoteCall.attempt(target.pid(), target.pid(), function(target, "forever", 0), BRIEF, LENIENT);
            assertThat(attempt.outcome()).isEqualTo(new CallOutcome.BrokenOff());
            assertThat(word(target, "entered")).isEqualTo(1);
            assertUnharmed(target);
        }
    }

    @Test
    void aFunctionThatMayNotBeBrokenOffRunsToItsEndHoweverOftenPatienceEnds() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            AtomicInteger asked = new AtomicInteger();
            CallGuard patient = new CallGuard() {
                @Override
                public boolean permits(StoppedThread thread) {
                    return true;
                }

                @Override
                public boolean mayBreakOff(StoppedThread thread) {
                    if (asked.incrementAndGet() == 3) {
                        letGo(target);
                    }
                    return false;
                }
            };
            CallAttempt attempt =
                    RemoteCall.attempt(target.pid(), target.pid(), function(target, "dawdle", 0), BRIEF, patient);
            assertThat(attempt.outcome()).isEqualTo(new CallOutcome.Returned(1));
            assertThat(asked).hasValueGreaterThanOrEqualTo(3);
            assertUnharmed(target);
        }
    }

    @Test
    void aFunctionThatTakesTooLongIsLeftRunning_andItsThreadComesBackByItself() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            CallAttempt attempt =
                    RemoteCall.attempt(target.pid(), target.pid(), function(target, "dawdle", 0), SHORT, INSISTENT);
            assertThat(attempt.outcome()).isEqualTo(new CallOutcome.LeftRunning());
            assertThat(word(target, "entered")).isEqualTo(1);
            assertThat(KernelSays.word(target.pid(), "status", "TracerPid")).isEqualTo("0");
            letGo(target);
            long rounds = word(target, "rounds");
            Eventually.holds(() -> word(target, "left") == 1 && word(target, "rounds") > rounds + 10);
            // Nobody was there to keep errno.
            assertThat(word(target, "faults")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aProcessInANamespaceOfItsOwnIsCalledByTheNumbersThatItHasThere() {
        assumeTrue(Ground.PID_NAMESPACES.isHere(), Ground.PID_NAMESPACES::absence);
        try (Target target = Target.c("callee.c", "spin")
                .under("unshare", "--pid", "--fork", "--kill-child")
                .start()) {
            int inside = onlyChild(target.pid());
            RemoteFunction answer =
                    Callee.function(inside, target.number("answer"), 21, target.number("errno_location"));
            assertThat(RemoteCall.attempt(inside, inside, answer, AMPLE, INSISTENT)
                            .outcome())
                    .isEqualTo(new CallOutcome.Returned(42));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"urgent", "both"})
    void aProgramThatHandlesTheSignalItselfNeverSeesIt(String handled) {
        try (Target target = Target.c("callee.c", "spin", handled).start()) {
            for (int i = 0; i < 100; i++) {
                assertThat(call(target, "answer", i).outcome()).isEqualTo(new CallOutcome.Returned(2L * i));
            }
            assertThat(word(target, "signals")).isZero();
            assertUnharmed(target);
        }
    }

    @Test
    void aSignalOfTheSameKindThatComesDuringTheCallIsDelivered() {
        try (Target target = Target.c("callee.c", "spin", "both").start()) {
            CompletableFuture<CallAttempt> call = dawdleInBackground(target);
            Eventually.holds(() -> word(target, "entered") == 1);
            kill("-URG", target);
            letGo(target);
            assertThat(call.join().outcome()).isEqualTo(new CallOutcome.Returned(1));
            Eventually.holds(() -> word(target, "signals") == 1);
            assertUnharmed(target);
        }
    }

    @Test
    void aFunctionThatFailsIsBrokenOff() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            assertThat(call(target, "crash", 8).outcome()).isEqualTo(new CallOutcome.Faulted(11));
            assertUnharmed(target);
        }
    }

    @Test
    void aGuardThatForbidsLeavesTheThreadAsItIs() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            CallAttempt attempt =
                    RemoteCall.attempt(target.pid(), target.pid(), function(target, "dawdle", 0), AMPLE, FORBIDDING);
            assertThat(attempt.outcome()).isEqualTo(new CallOutcome.NotNow(Hindrance.GUARD));
            assertUnharmed(target);
            assertThat(word(target, "entered")).isZero();
        }
    }

    @Test
    void aGuardThatThrowsReleasesTheThread() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            assertThatThrownBy(() -> RemoteCall.attempt(
                            target.pid(), target.pid(), function(target, "answer", 0), AMPLE, THROWING))
                    .hasRootCauseMessage("in the middle");
            assertUnharmed(target);
        }
    }

    @Test
    void howeverOftenLacunaIsKilledInACallTheProcessIsUnharmed() {
        try (Target target = Target.c("callee.c", "spin").start()) {
            for (int i = 0; i < KILLS; i++) {
                long calls = word(target, "answers");
                try (Target _ = callingForever(target, function(target, "answer", 1))) {
                    Eventually.holds(() -> word(target, "answers") > calls + 100);
                }
                Eventually.holds(() ->
                        KernelSays.word(target.pid(), "status", "TracerPid").equals("0"));
            }
            long rounds = word(target, "rounds");
            Eventually.holds(() -> word(target, "rounds") > rounds + 10);
            assertThat(KernelSays.word(target.pid(), "status", "SigBlk")).matches("0+|0*800");
            assertThat(word(target, "faults"))
                    .as("errno alone may be the function's, once a kill")
                    .isLessThanOrEqualTo(KILLS);
            assertThat(word(target, "miscalculated")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spin", "read"})
    void ifLacunaIsKilledDuringTheCallTheProcessFinishesItAndRunsOn(String what) {
        try (Target target = Target.c("callee.c", what).start()) {
            RemoteFunction dawdle = function(target, "dawdle", 0);
            Target lacuna = callingForever(target, dawdle);
            Eventually.holds(() -> word(target, "entered") == 1);
            kill("-34", target);
            assertThat(KernelSays.word(target.pid(), "status", "TracerPid")).isNotEqualTo("0");
            lacuna.close();
            assertThat(word(target, "left")).as("killed in the middle").isZero();
            letGo(target);

            Eventually.holds(() -> word(target, "left") == 1);
            Eventually.holds(() -> word(target, "signals") == 1);
            if (what.equals("read")) {
                kill("-USR2", target);
                assertThat(target.nextLine()).isEqualTo("returned=1 errno=" + Errno.ENOTTY);
            }
            long rounds = word(target, "rounds");
            Eventually.holds(() -> word(target, "rounds") > rounds + 10);
            // What was computed when the call came is right; errno alone may be the function's, once.
            assertThat(word(target, "faults")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aProcessThatFiltersItsSystemCallsIsCalledWithTheFilterSuspended() {
        assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
        try (Target target = Target.c("callee.c", "filtered").start()) {
            Eventually.holds(() -> word(target, "rounds") > 0);
            assertThat(call(target, "answer", 4).outcome()).isEqualTo(new CallOutcome.Returned(8));
            assertUnharmed(target);
        }
    }

    @Test
    void aProcessThatIsGoneIsRefused() {
        Target target = Target.c("callee.c", "spin").start();
        RemoteFunction answer = function(target, "answer", 0);
        target.close();
        CallAttempt attempt = RemoteCall.attempt(target.pid(), target.pid(), answer, AMPLE, INSISTENT);
        assertThat(refusal(attempt).why()).isEqualTo("process %d has ended".formatted(target.pid()));
    }

    private static final CallGuard INSISTENT = guard(true, false);
    private static final CallGuard LENIENT = guard(true, true);
    private static final CallGuard FORBIDDING = guard(false, true);
    private static final CallGuard THROWING = new CallGuard() {
        @Override
        public boolean permits(StoppedThread thread) {
            throw new IllegalStateException("in the middle");
        }

        @Override
        public boolean mayBreakOff(StoppedThread thread) {
            return true;
        }
    };

    private static CallGuard guard(boolean permits, boolean mayBreakOff) {
        return new CallGuard() {
            @Override
            public boolean permits(StoppedThread thread) {
                return permits;
            }

            @Override
            public boolean mayBreakOff(StoppedThread thread) {
                return mayBreakOff;
            }
        };
    }

    private static CallAttempt call(Target target, String name, long argument) {
        return RemoteCall.attempt(target.pid(), target.pid(), function(target, name, argument), AMPLE, INSISTENT);
    }

    private static CompletableFuture<CallAttempt> dawdleInBackground(Target target) {
        CompletableFuture<CallAttempt> attempt = new CompletableFuture<>();
        // Not in the common pool, whose threads the JDK needs to wait for processes.
        Thread.ofPlatform().daemon().start(() -> attempt.complete(call(target, "dawdle", 0)));
        return attempt;
    }

    private static RemoteFunction function(Target target, String name, long argument) {
        return Callee.function(target.pid(), target.number(name), argument, target.number("errno_location"));
    }

    private static Target callingForever(Target target, RemoteFunction function) {
        return Target.java(
                        CallForever.class,
                        List.of(RemoteCall.class),
                        String.valueOf(target.pid()),
                        String.valueOf(function.address()),
                        String.valueOf(function.argument()),
                        String.valueOf(function.errnoLocation()))
                .start();
    }

    private static int onlyChild(int pid) {
        return ProcessHandle.of(pid)
                .flatMap(parent -> parent.children().findFirst())
                .map(child -> Math.toIntExact(child.pid()))
                .orElseThrow();
    }

    private static Refusal refusal(CallAttempt attempt) {
        assertThat(attempt.outcome()).isInstanceOf(CallOutcome.Refused.class);
        return ((CallOutcome.Refused) attempt.outcome()).refusal();
    }

    private static void assertUnharmed(Target target) {
        long rounds = word(target, "rounds");
        Eventually.holds(() -> word(target, "rounds") > rounds + 10);
        assertThat(word(target, "faults")).isZero();
        assertThat(KernelSays.word(target.pid(), "status", "TracerPid")).isEqualTo("0");
        assertThat(KernelSays.word(target.pid(), "status", "SigBlk")).matches("0+|0*800");
    }

    private static long word(Target target, String fact) {
        try (ProcessMemory memory =
                        ProcessMemory.open(target.pid()).orThrow(refusal -> new AssertionError(refusal.toString()));
                Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_LONG);
            assertThat(memory.read(target.number(fact), word, Long.BYTES)).isEqualTo(Long.BYTES);
            return word.get(JAVA_LONG, 0);
        }
    }

    /** Lets dawdle return. */
    private static void letGo(Target target) {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + target.pid() + "/mem", "rw")) {
            memory.seek(target.number("go"));
            memory.write(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(String signal, Target target) {
        try {
            new ProcessBuilder("kill", signal, String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
