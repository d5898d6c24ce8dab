package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.call.CallOutcome.Hindrance;

/** One call by one thread of another process, carried out by one thread of Lacuna's. */
final class CallOrder {
    // With the tiles of AMX it is 11 KiB.
    private static final int MOST_STATE_BYTES = 32 << 10;
    private static final long CRITICAL_SECTION = 8;

    private final int pid;
    private final int tid;
    private final RemoteFunction function;
    private final long patienceNanos;
    private final long deadline;
    private final CallGuard guard;

    /** A thread that stands still, by whom it is held, and how long the call may take. */
    record Stopped(
            int pid,
            int tid,
            Ptrace ptrace,
            ProcessMemory memory,
            Registers registers,
            CallGuard guard,
            long patienceNanos,
            long deadline) {}

    // The signal that the thread has to get when it is let go.
    private int owed;
    private long stopNanos;
    private long callNanos;

    CallOrder(int pid, int tid, RemoteFunction function, CallLimits limits, CallGuard guard) {
        this.pid = pid;
        this.tid = tid;
        this.function = function;
        this.patienceNanos = limits.patience().toNanos();
        this.deadline = System.nanoTime() + limits.most().toNanos();
        this.guard = guard;
    }

    CallAttempt carryOut() {
        CallOutcome outcome = outcome();
        return new CallAttempt(outcome, stopNanos / 1000, callNanos / 1000);
    }

    private CallOutcome outcome() {
        Optional<Refusal> against = Attaching.reasonAgainst(pid).or(this::reasonAgainst);
        if (against.isPresent()) {
            return new CallOutcome.Refused(against.get());
        }
        return switch (ProcessMemory.open(pid)) {
            case Access.Refused<ProcessMemory>(Refusal refusal) -> new CallOutcome.Refused(refusal);
            case Access.Granted<ProcessMemory>(ProcessMemory memory) -> {
                try (memory) {
                    yield attached(memory);
                }
            }
        };
    }

    private Optional<Refusal> reasonAgainst() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return Optional.of(new Refusal(Errno.ENOSYS, "calls are made on x86-64 only", "call it from a debugger"));
        }
        return TaskStatus.of(tid).flatMap(status -> {
            if (status.isStopped()) {
                return Optional.of(new Refusal(
                        Errno.EAGAIN, "process %d is stopped".formatted(pid), "let it go on: kill -CONT " + pid));
            }
            return status.hasShadowStack()
                    ? Optional.of(new Refusal(
                            Errno.ENOSYS,
                            "thread %d has a shadow stack, which lets nothing be called from outside".formatted(tid),
                            "start the program without glibc.cpu.x86_shstk"))
                    : Optional.empty();
        });
    }

    private CallOutcome attached(ProcessMemory memory) {
        try (Arena arena = Arena.ofConfined()) {
            Ptrace ptrace = new Ptrace(arena);
            ptrace.rehearse();
            return TaskStatus.of(tid)
                    .map(status -> attached(arena, ptrace, memory, status))
                    .orElseGet(() -> refused(Errno.ESRCH));
        }
    }

    private CallOutcome attached(Arena arena, Ptrace ptrace, ProcessMemory memory, TaskStatus status) {
        boolean isFiltered = status.isFiltered();
        int result = ptrace.seize(tid, isFiltered ? Ptrace.SUSPEND_SECCOMP : Ptrace.NO_OPTIONS);
        if (result < 0) {
            return isFiltered && hasNoTracer() ? refusedByFilter(-result) : refused(-result);
        }
        long interrupted = System.nanoTime();
        ptrace.interrupt(tid);
        int stop = ptrace.await(tid, Ptrace.MAY_TAKE_TO_STOP_NANOS);
        if (stop < 0) {
            return notNow(Hindrance.NO_STOP);
        }
        int signal = Ptrace.signalOf(stop);
        try {
            owed = signal;
            return Ptrace.isInterrupt(stop)
                    ? stopped(arena, ptrace, memory, SelfSignal.of(status))
                    : notNow(Hindrance.SIGNAL);
        } finally {
            ptrace.detach(tid, owed);
            stopNanos = System.nanoTime() - interrupted;
        }
    }

    private CallOutcome stopped(Arena arena, Ptrace ptrace, ProcessMemory memory, SelfSignal told) {
        Registers before = new Registers(arena);
        MemorySegment stateBuffer = arena.allocate(MOST_STATE_BYTES, Long.BYTES);
        int registersRead = ptrace.registers(tid, Registers.SET, before.bytes());
        int extendedSize = ptrace.registers(tid, RunningCall.EXTENDED_STATE, stateBuffer);
        int stateSet = extendedSize < 0 ? RunningCall.LEGACY_STATE : RunningCall.EXTENDED_STATE;
        int stateSize = extendedSize < 0 ? ptrace.registers(tid, stateSet, stateBuffer) : extendedSize;
        OptionalLong mask = ptrace.signalMask(tid);
        if (registersRead < 0 || stateSize < 0) {
            return notNow(Hindrance.NO_STOP);
        }
        if (mask.isEmpty()) {
            return new CallOutcome.Refused(new Refusal(
                    Errno.ENOSYS, "this kernel cannot hold back signals of a thread", "needs Linux 3.11 or later"));
        }
        if (!before.areOf64Bits()) {
            return notNow(Hindrance.NOT_64_BITS);
        }
        if (isInRestartableSequence(arena, ptrace, memory)) {
            return notNow(Hindrance.RESTARTABLE_SEQUENCE);
        }
        if (!guard.permits(new StoppedThread(tid, before, memory))) {
            return notNow(Hindrance.GUARD);
        }
        MemorySegment state = stateBuffer.asSlice(0, stateSize);
        CallStack stack = CallStack.of(arena, before, state, mask.getAsLong(), function.wayBack(), told);
        if (!push(ptrace, stack)) {
            return notNow(Hindrance.NO_STACK);
        }
        Stopped thread = new Stopped(pid, tid, ptrace, memory, before, guard, patienceNanos, deadline);
        RunningCall call = new RunningCall(arena, thread, function, stack, told);
        try {
            return call.make();
        } finally {
            callNanos = call.nanos();
            owed = call.owed();
            call.putBack(stateSet, state, mask.getAsLong());
        }
    }

    private boolean push(Ptrace ptrace, CallStack stack) {
        for (long offset = 0; offset < stack.bytes().byteSize(); offset += Long.BYTES) {
            if (ptrace.poke(tid, stack.entry() + offset, stack.bytes().get(JAVA_LONG, offset)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The kernel forgets the sequence when the thread leaves it, so it must not be put back into the middle. */
    private boolean isInRestartableSequence(Arena arena, Ptrace ptrace, ProcessMemory memory) {
        OptionalLong registered = ptrace.restartableSequences(tid);
        if (registered.isEmpty()) {
            return false;
        }
        MemorySegment word = arena.allocate(JAVA_LONG);
        boolean isKnown = memory.read(registered.getAsLong() + CRITICAL_SECTION, word, Long.BYTES) == Long.BYTES;
        return !isKnown || word.get(JAVA_LONG, 0) != 0;
    }

    private boolean hasNoTracer() {
        return TaskStatus.of(tid).map(status -> status.tracer() == 0).orElse(false);
    }

    private CallOutcome refused(int errno) {
        return new CallOutcome.Refused(Attaching.explain(errno, pid, tid));
    }

    private CallOutcome refusedByFilter(int errno) {
        return new CallOutcome.Refused(new Refusal(
                errno,
                "seccomp filters the system calls of process %d, and would judge those of the call".formatted(pid),
                "needs CAP_SYS_ADMIN and CAP_SYS_PTRACE to suspend the filter: run with sudo"));
    }

    private CallOutcome notNow(Hindrance hindrance) {
        return new CallOutcome.NotNow(hindrance);
    }
}
