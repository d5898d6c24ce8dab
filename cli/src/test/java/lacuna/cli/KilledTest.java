package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lacuna.linux.call.ProcessMemory;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** A Lacuna that is killed while it makes a process stand still. */
class KilledTest {
    private static final int THREADS = 2;
    /** Lacuna stops a process only if it does not hold still, and then for some milliseconds. */
    private static final int ATTEMPTS = 50;

    @Test
    void aProcessThatLacunaStoppedRunsOnWhenLacunaIsKilled() throws IOException {
        try (Target target =
                Target.c("churn.c", String.valueOf(THREADS), "20000").start()) {
            Process lacuna = caughtInAPause(target.pid());
            try {
                List<Long> stopped = counters(target);
                assertThat(counters(target)).isEqualTo(stopped);

                signal("-KILL", lacuna.pid());

                Eventually.holds(() -> allAbove(counters(target), stopped));
                assertThat(tracer(target.pid())).isZero();
                assertThat(word(target.pid(), target.number("faults"))).isZero();
            } finally {
                lacuna.destroyForcibly().onExit().join();
            }
        }
    }

    /** A Lacuna that is stopped itself, by a signal, at a moment when {@code pid} is stopped by it. */
    private static Process caughtInAPause(int pid) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            Process lacuna = heapOf(pid);
            while (lacuna.isAlive()) {
                if (tracer(pid) != 0) {
                    signal("-STOP", lacuna.pid());
                    if (isStopped(lacuna.pid()) && tracer(pid) != 0) {
                        return lacuna;
                    }
                    signal("-CONT", lacuna.pid());
                }
            }
        }
        throw new AssertionError("no moment of a pause was caught");
    }

    private static Process heapOf(int pid) throws IOException {
        List<String> command = Launched.command("heap", String.valueOf(pid), "--max-pause", "10s");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<Long> counters(Target target) {
        List<Long> counters = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            counters.add(word(target.pid(), target.number("ops") + (long) thread * Long.BYTES));
        }
        return counters;
    }

    private static boolean allAbove(List<Long> later, List<Long> earlier) {
        for (int i = 0; i < later.size(); i++) {
            if (later.get(i) <= earlier.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static long word(int pid, long address) {
        try (ProcessMemory memory = ProcessMemory.open(pid).orThrow(refusal -> new AssertionError(refusal.toString()));
                Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(ValueLayout.JAVA_LONG);
            assertThat(memory.read(address, word, Long.BYTES)).isEqualTo(Long.BYTES);
            return word.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The thread that traces the process; 0 for none. */
    private static long tracer(long pid) throws IOException {
        return Long.parseLong(status(pid).get("TracerPid"));
    }

    /** It stands a moment after the signal. */
    private static boolean isStopped(long pid) {
        Eventually.holds(() -> {
            try {
                return status(pid).getOrDefault("State", "Z").matches("[TZ].*");
            } catch (IOException gone) {
                return true;
            }
        });
        return Files.exists(Path.of("/proc", String.valueOf(pid)));
    }

    private static Map<String, String> status(long pid) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static void signal(String signal, long pid) throws IOException {
        new ProcessBuilder("kill", signal, String.valueOf(pid)).start().onExit().join();
    }
}
