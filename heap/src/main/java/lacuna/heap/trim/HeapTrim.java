package lacuna.heap.trim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import lacuna.heap.image.LiveImage;
import lacuna.heap.trim.TrimOutcome.Cost;
import lacuna.heap.trim.TrimOutcome.Reason;
import lacuna.linux.call.Access;
import lacuna.linux.call.CallAttempt;
import lacuna.linux.call.CallLimits;
import lacuna.linux.call.CallOutcome;
import lacuna.linux.call.CallOutcome.Hindrance;
import lacuna.linux.call.Errno;
import lacuna.linux.call.Refusal;
import lacuna.linux.call.RemoteCall;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.Reading;

/**
 * Has a process call malloc_trim(0), by whichever of its threads is not inside malloc when it is stopped. Only that thread
 * is busy with it; the others run on, and wait where they need an arena that is being trimmed. For one thread.
 */
public final class HeapTrim implements AutoCloseable {
    // Measured: 333 and 359 ms for heaps of 2 GiB with 7 million chunks.
    private static final long NANOS_PER_GIB = 170_000_000;
    private static final long RETRY_NANOS = 300_000;
    private static final long RETRY_LATER_NANOS = 3_000_000;
    private static final int SOON = 200;

    private final int pid;
    private final ProcReader reader;
    private final MallocCode code;

    // Read by whoever shows how far it is.
    private final AtomicInteger attempts = new AtomicInteger();
    private long longestMicros;
    private long callMicros;

    private HeapTrim(int pid, ProcReader reader, MallocCode code) {
        this.pid = pid;
        this.reader = reader;
        this.code = code;
    }

    /** Finds what is needed in process {@code pid}, and changes nothing yet. */
    public static Access<HeapTrim> of(int pid) {
        ProcReader reader = new ProcReader(ProcRoot.host());
        Access<HeapTrim> trim = switch (reader.maps(pid)) {
            case Reading.Present<List<Mapping>>(List<Mapping> mappings) -> of(pid, reader, mappings);
            case Reading.Gone<List<Mapping>> _ ->
                refused(Errno.ESRCH, "process %d has ended".formatted(pid), "name a process that runs");
            case Reading.Denied<List<Mapping>> _ ->
                refused(Errno.EACCES, "permission denied", "needs CAP_SYS_PTRACE: run with sudo");
            case Reading.Absent<List<Mapping>>(String file) ->
                refused(Errno.ENOENT, "the kernel has no " + file, "mount /proc");
            case Reading.Malformed<List<Mapping>> malformed ->
                refused(Errno.EIO, malformed.toString(), "report it with the output of uname -r");
        };
        if (trim instanceof Access.Refused<HeapTrim>) {
            reader.close();
        }
        return trim;
    }

    private static Access<HeapTrim> of(int pid, ProcReader reader, List<Mapping> mappings) {
        try (LiveImage image = LiveImage.of(ProcRoot.host(), reader, pid, mappings)) {
            return switch (MallocFinder.find(image)) {
                case Access.Granted<MallocCode>(MallocCode code) ->
                    new Access.Granted<>(new HeapTrim(pid, reader, code));
                case Access.Refused<MallocCode>(Refusal refusal) -> new Access.Refused<>(refusal);
            };
        }
    }

    /** How long one thread will be busy when the arenas have {@code heapBytes} resident; an estimate from few machines. */
    public static Duration estimate(long heapBytes) {
        return Duration.ofNanos(Math.round((double) heapBytes / (1 << 30) * NANOS_PER_GIB));
    }

    /** Trims, once. */
    public TrimOutcome run(TrimLimits limits) {
        attempts.set(0);
        longestMicros = 0;
        callMicros = 0;
        OptionalLong before = rss();
        long deadline = System.nanoTime() + limits.search().toNanos();
        Reason reason = Reason.NO_STOP;
        for (List<Integer> threads = threads(); !threads.isEmpty(); threads = threads()) {
            for (int tid : threads) {
                CallAttempt attempt = attempt(tid, limits);
                switch (attempt.outcome()) {
                    case CallOutcome.Returned(long value) -> {
                        return new TrimOutcome.Trimmed((int) value != 0, before, rss(), cost());
                    }
                    case CallOutcome.Faulted _ -> {
                        return new TrimOutcome.GaveUp(Reason.FAULTED, cost());
                    }
                    case CallOutcome.LeftRunning _ -> {
                        return new TrimOutcome.GaveUp(Reason.STILL_AT_WORK, cost());
                    }
                    case CallOutcome.Refused(Refusal refusal) -> {
                        if (refusal.errno() != Errno.ESRCH || threads().isEmpty()) {
                            return new TrimOutcome.Refused(refusal);
                        }
                    }
                    case CallOutcome.BrokenOff _ -> reason = Reason.LOCKED;
                    case CallOutcome.NotNow(Hindrance hindrance) ->
                        reason = hindrance == Hindrance.GUARD ? Reason.INSIDE_MALLOC : Reason.NO_STOP;
                }
                LockSupport.parkNanos(attempts.get() < SOON ? RETRY_NANOS : RETRY_LATER_NANOS);
                if (System.nanoTime() - deadline > 0) {
                    return new TrimOutcome.GaveUp(reason, cost());
                }
            }
        }
        return new TrimOutcome.Refused(
                new Refusal(Errno.ESRCH, "process %d has ended".formatted(pid), "name a process that runs"));
    }

    /** How often a thread was stopped so far; for another thread to ask while {@link #run} runs. */
    public int attempts() {
        return attempts.get();
    }

    @Override
    public void close() {
        reader.close();
    }

    private CallAttempt attempt(int tid, TrimLimits limits) {
        MallocGuard guard =
                new MallocGuard(pid, code, reader.maps(pid).toOptional().orElse(List.of()));
        CallLimits call = new CallLimits(limits.lock(), limits.work());
        CallAttempt attempt = RemoteCall.attempt(pid, tid, code.trim(), call, guard);
        attempts.incrementAndGet();
        longestMicros = Math.max(longestMicros, attempt.stopMicros());
        callMicros = attempt.callMicros();
        return attempt;
    }

    /** Those that have not ended: a process that nobody has waited for yet still lists its first. */
    private List<Integer> threads() {
        List<Integer> threads = new ArrayList<>();
        for (int tid : reader.tids(pid)) {
            boolean runs = reader.threadStat(pid, tid)
                    .toOptional()
                    .filter(stat -> stat.state() != 'Z' && stat.state() != 'X')
                    .isPresent();
            if (runs) {
                threads.add(tid);
            }
        }
        return threads;
    }

    private OptionalLong rss() {
        return switch (reader.smapsRollup(pid)) {
            case Reading.Present<MemoryFigures>(MemoryFigures figures) -> figures.get(MemoryField.RSS);
            case Reading.Gone<MemoryFigures> _,
                    Reading.Denied<MemoryFigures> _,
                    Reading.Absent<MemoryFigures> _,
                    Reading.Malformed<MemoryFigures> _ -> OptionalLong.empty();
        };
    }

    private Cost cost() {
        return new Cost(attempts.get(), micros(longestMicros), micros(callMicros));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(1000 * micros);
    }

    private static Access<HeapTrim> refused(int errno, String why, String remedy) {
        return new Access.Refused<>(new Refusal(errno, why, remedy));
    }
}
