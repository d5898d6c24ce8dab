package lacuna.heap.trim;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import lacuna.linux.call.Access;
import lacuna.linux.call.ProcessMemory;
import lacuna.linux.call.Refusal;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trims of programs that would notice if anything went wrong. */
class HeapTrimTest {
    private static final TrimLimits AMPLE =
            new TrimLimits(Duration.ofSeconds(20), Duration.ofMillis(200), Duration.ofSeconds(20));
    /** What two processes of the same program may differ by in what is resident of their libraries. */
    private static final long TWIN_BYTES = 512 << 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fiveHundredTrimsOfAProgramThatNeverLeavesMallocAloneHarmNothing(int threads) {
        try (Target target = Target.c("churn.c", String.valueOf(threads)).start();
                HeapTrim trim = trimOf(target)) {
            int attempts = 0;
            for (int trims = 0; trims < 500; trims++) {
                TrimOutcome.Trimmed trimmed = trimmed(trim.run(AMPLE));
                attempts += trimmed.cost().attempts();
            }
            assertThat(attempts).as("some stops were inside malloc").isGreaterThan(500);
            for (int thread = 0; thread < threads; thread++) {
                long ops = target.number("ops") + (long) thread * Long.BYTES;
                long before = word(target, ops);
                Eventually.holds(() -> word(target, ops) > before + 10_000);
            }
            assertThat(word(target, target.number("faults"))).isZero();
        }
    }

    @Test
    void whatIsReleasedIsWhatTheProgramWouldHaveReleasedItself() {
        try (Target target = Target.c("holes.c", "64").start();
                Target twin = Target.c("holes.c", "64").start();
                HeapTrim trim = trimOf(target)) {
            signal(twin, "-USR1");
            assertThat(twin.nextLine()).isEqualTo("trimmed=1");
            long itself = twin.number("rss") - Long.parseLong(twin.nextLine().substring("rss_after=".length()));

            TrimOutcome.Trimmed trimmed = trimmed(trim.run(AMPLE));

            long released =
                    trimmed.rssBefore().orElseThrow() - trimmed.rssAfter().orElseThrow();
            assertThat(trimmed.released()).isTrue();
            assertThat(released).isGreaterThan(80L << 20).isCloseTo(itself, within(TWIN_BYTES));
            assertThat(trimmed.cost().longestStop())
                    .isGreaterThanOrEqualTo(trimmed.cost().call());
            signal(target, "-USR1");
            assertThat(target.nextLine()).as("it goes on as before").isEqualTo("trimmed=1");
        }
    }

    @Test
    void errnoIsKeptWhereTheKernelRefusesToTakeThePages() {
        try (Target target = Target.c("holes.c", "8", "locked").start();
                HeapTrim trim = trimOf(target)) {
            Eventually.holds(() -> (int) word(target, target.number("errno")) == 4711);
            trimmed(trim.run(AMPLE));
            assertThat((int) word(target, target.number("errno"))).isEqualTo(4711);
        }
    }

    @Test
    void aProcessThatFiltersItsSystemCallsIsTrimmedAllTheSame() {
        try (Target target = Target.c("callee.c", "filtered").start();
                HeapTrim trim = trimOf(target)) {
            long before = word(target, target.number("rounds"));
            trimmed(trim.run(AMPLE));
            Eventually.holds(() -> word(target, target.number("rounds")) > before + 10);
        }
    }

    @Test
    void aThreadInsideAHandlerIsNotBlamedForWhatItsSignalInterrupted() {
        try (Target target = Target.c("handler.c", "outside").start();
                HeapTrim trim = trimOf(target)) {
            trimmed(trim.run(AMPLE));
        }
    }

    @Test
    void aThreadThatMallocItselfLetRestElsewhereIsTakenWithoutHarm() {
        try (Target target = Target.c("handler.c", "below").start();
                HeapTrim trim = trimOf(target)) {
            trimmed(trim.run(AMPLE));
            assertThat(ProcessHandle.of(target.pid())).isPresent();
        }
    }

    @Test
    void aThreadAtRestIsTaken_whateverItsStackKeptOfEarlierCalls() {
        try (Target target = Target.c("retained.c").start();
                HeapTrim trim = trimOf(target)) {
            trimmed(trim.run(AMPLE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside", "inside-elsewhere", "outside-elsewhere"})
    void aThreadThatIsInsideMallocUnderASignalOrOnAForeignStackIsNeverTaken(String where) {
        try (Target target = Target.c("handler.c", where).start();
                HeapTrim trim = trimOf(target)) {
            TrimOutcome outcome =
                    trim.run(new TrimLimits(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(20)));
            assertThat(outcome).isInstanceOfSatisfying(TrimOutcome.GaveUp.class, gaveUp -> {
                assertThat(gaveUp.reason()).isEqualTo(TrimOutcome.Reason.INSIDE_MALLOC);
                assertThat(gaveUp.cost().attempts()).isPositive();
            });
        }
    }

    @Test
    void aProgramWithoutGlibcIsRefused() {
        try (Target target = Target.c("callee.c", List.of("-static"), "spin").start()) {
            assertThat(refusal(target).why())
                    .isEqualTo(
                            "process %d has no glibc with malloc_trim: it is linked statically, or to another C library"
                                    .formatted(target.pid()));
        }
    }

    @Test
    void aProgramWithAnotherAllocatorIsRefusedWithItsName() {
        TargetProgram library = Target.c("other_malloc.c", List.of("-shared", "-fPIC"));
        String path = library.command().getFirst();
        try (Target target =
                Target.c("callee.c", "spin").under("env", "LD_PRELOAD=" + path).start()) {
            assertThat(refusal(target).why()).isEqualTo("its malloc is that of %s, not glibc's".formatted(path));
        }
    }

    @Test
    void aProcessThatIsGoneIsRefused() {
        Target target = Target.c("holes.c", "1").start();
        try (HeapTrim trim = trimOf(target)) {
            target.close();
            assertThat(trim.run(AMPLE))
                    .isInstanceOfSatisfying(
                            TrimOutcome.Refused.class,
                            refused -> assertThat(refused.refusal().why())
                                    .isEqualTo("process %d has ended".formatted(target.pid())));
        }
        assertThat(refusal(target).why()).isEqualTo("process %d has ended".formatted(target.pid()));
    }

    @Test
    void aProcessThatHasEndedButIsNotWaitedForIsRefused() {
        try (Target target = Target.c("holes.c", "1").start();
                HeapTrim trim = trimOf(target)) {
            signal(target, "-KILL");
            assertThat(trim.run(AMPLE)).isInstanceOf(TrimOutcome.Refused.class);
        }
    }

    @Test
    void theEstimateGrowsWithTheHeap() {
        assertThat(HeapTrim.estimate(0)).isZero();
        assertThat(HeapTrim.estimate(2L << 30)).isEqualTo(Duration.ofMillis(340));
    }

    private static HeapTrim trimOf(Target target) {
        return HeapTrim.of(target.pid()).orThrow(refusal -> new AssertionError(refusal.toString()));
    }

    private static Refusal refusal(Target target) {
        return switch (HeapTrim.of(target.pid())) {
            case Access.Refused<HeapTrim>(Refusal refusal) -> refusal;
            case Access.Granted<HeapTrim>(HeapTrim trim) -> {
                trim.close();
                throw new AssertionError("not refused");
            }
        };
    }

    private static TrimOutcome.Trimmed trimmed(TrimOutcome outcome) {
        assertThat(outcome).isInstanceOf(TrimOutcome.Trimmed.class);
        return (TrimOutcome.Trimmed) outcome;
    }

    private static long word(Target target, long address) {
        try (ProcessMemory memory =
                        ProcessMemory.open(target.pid()).orThrow(refusal -> new AssertionError(refusal.toString()));
                Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_LONG);
            assertThat(memory.read(address, word, Long.BYTES)).isEqualTo(Long.BYTES);
            return word.get(JAVA_LONG, 0);
        }
    }

    private static void signal(Target target, String signal) {
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
