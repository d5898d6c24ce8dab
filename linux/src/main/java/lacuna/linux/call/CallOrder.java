package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import lacuna.linux.call.CallOutcome.Hindrance;

/** One call by one thread of another process, carried out by one thread of Lacuna's. */
final class CallOrder {
    private static final int EXTENDED_STATE = 0x202;
    // With the tiles of AMX it is 11 KiB.
    private static final int MOST_STATE_BYTES = 32 << 10;
    private static final long MAY_TAKE_TO_STOP_NANOS = 1_000_000_000;
    private static final long IMPATIENT_NANOS = 200_000;
    private static final long LOOK_AGAIN_NANOS = 50_000;
    private static final long LOOK_AGAIN_LATER_NANOS = 1_000_000;
    private static final long CRITICAL_SECTION = 8;

    private final int pid;
    private final int tid;
    private final RemoteFunction function;
    private final long patienceNanos;
    private final CallGuard guard;

    private long stopNanos;
    private long callNanos;

    CallOrder(int pid, int tid, RemoteFunction function, Duration patience, CallGuard guard) {
        this.pid = pid;
        this.tid = tid;
        this.function = function;
        this.patienceNanos = patience.toNanos();
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
                    yield withBreakpoint(memory);
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

    private CallOutcome withBreakpoint(ProcessMemory memory) {
        return switch (ReturnBreakpoint.of(tid, function.signalReturn())) {
            case Access.Refused<ReturnBreakpoint>(Refusal refusal) -> new CallOutcome.Refused(refusal);
            case Access.Granted<ReturnBreakpoint>(ReturnBreakpoint breakpoint) -> {
                try (breakpoint;
                        Arena arena = Arena.ofConfined()) {
                    Ptrace ptrace = new Ptrace(arena);
                    ptrace.rehearse();
                    yield attached(arena, ptrace, memory, breakpoint);
                }
            }
        };
    }

    private CallOutcome attached(Arena arena, Ptrace ptrace, ProcessMemory memory, ReturnBreakpoint breakpoint) {
        boolean isFiltered = TaskStatus.of(tid).map(TaskStatus::isFiltered).orElse(false);
        int result = ptrace.seize(tid, isFiltered ? Ptrace.SUSPEND_SECCOMP : Ptrace.NO_OPTIONS);
        if (result < 0) {
            return isFiltered && hasNoTracer() ? refusedByFilter(-result) : refused(-result);
        }
        long interrupted = System.nanoTime();
        ptrace.interrupt(tid);
        int stop = await(ptrace, MAY_TAKE_TO_STOP_NANOS);
        if (stop < 0) {
            return notNow(Hindrance.NO_STOP);
        }
        int signal = Ptrace.signalOf(stop);
        try {
            return Ptrace.isInterrupt(stop) ? stopped(arena, ptrace, memory, breakpoint) : notNow(Hindrance.SIGNAL);
        } finally {
            ptrace.detach(tid, signal);
            stopNanos = System.nanoTime() - interrupted;
        }
    }

    private CallOutcome stopped(Arena arena, Ptrace ptrace, ProcessMemory memory, ReturnBreakpoint breakpoint) {
        Registers before = new Registers(arena);
        MemorySegment stateBuffer = arena.allocate(MOST_STATE_BYTES, Long.BYTES);
        int registersRead = ptrace.registers(tid, Registers.SET, before.bytes());
        int stateSize = ptrace.registers(tid, EXTENDED_STATE, stateBuffer);
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
        SignalFrame frame = SignalFrame.of(arena, before, state, mask.getAsLong(), function.signalReturn());
        if (!push(ptrace, frame)) {
            return notNow(Hindrance.NO_STACK);
        }
        if (!breakpoint.arm()) {
            return new CallOutcome.Refused(Refusal.ofReading(Errno.EOPNOTSUPP));
        }
        try {
            return called(arena, ptrace, memory, before, frame);
        } finally {
            breakpoint.close();
            ptrace.setRegisters(tid, Registers.SET, before.bytes());
            ptrace.setRegisters(tid, EXTENDED_STATE, state);
            ptrace.setSignalMask(tid, mask.getAsLong());
        }
    }

    /** Calls __errno_location to know what to keep, then the function. */
    private CallOutcome called(Arena arena, Ptrace ptrace, ProcessMemory memory, Registers before, SignalFrame frame) {
        Registers inside = new Registers(arena);
        inside.enter(before, function.errnoLocation(), 0, frame.address());
        CallOutcome located = run(ptrace, memory, inside);
        if (!(located instanceof CallOutcome.Returned(long errnoAt))) {
            return located;
        }
        MemorySegment errno = arena.allocate(JAVA_LONG);
        boolean isKnown = memory.read(errnoAt, errno, Integer.BYTES) == Integer.BYTES;
        if (!isKnown) {
            return new CallOutcome.Refused(
                    new Refusal(Errno.EFAULT, "its errno cannot be found", "is its C library a glibc?"));
        }
        int kept = errno.get(JAVA_INT, 0);
        inside.enter(before, function.address(), function.argument(), frame.address());
        long began = System.nanoTime();
        CallOutcome outcome = run(ptrace, memory, inside);
        callNanos = System.nanoTime() - began;
        // The neighbour of errno may have changed meanwhile, and only whole words can be written.
        if (memory.read(errnoAt, errno, Long.BYTES) == Long.BYTES && errno.get(JAVA_INT, 0) != kept) {
            errno.set(JAVA_INT, 0, kept);
            ptrace.poke(tid, errnoAt, errno.get(JAVA_LONG, 0));
        }
        return outcome;
    }

    /** Lets the thread run with the registers {@code inside} until the function that they enter returns. */
    private CallOutcome run(Ptrace ptrace, ProcessMemory memory, Registers inside) {
        // In this order: were Lacuna to die in between, the thread would call with its signals free and be restored.
        ptrace.setRegisters(tid, Registers.SET, inside.bytes());
        ptrace.setSignalMask(tid, Signals.ALL_BUT_FAULTS);
        ptrace.resume(tid, 0);
        while (true) {
            int stop = await(ptrace, patienceNanos);
            if (stop == Ptrace.RUNS) {
                ptrace.interrupt(tid);
                stop = await(ptrace, Long.MAX_VALUE);
            }
            if (stop < 0) {
                return new CallOutcome.Refused(Refusal.ofDebugger(Errno.ESRCH, pid));
            }
            int signal = Ptrace.signalOf(stop);
            ptrace.registers(tid, Registers.SET, inside.bytes());
            boolean isBack = inside.get(Registers.IP) == function.signalReturn();
            if (isBack && signal == Signals.TRAP) {
                return new CallOutcome.Returned(inside.get(Registers.AX));
            }
            // Interrupted just where it came back, it has the breakpoint's signal still to get.
            if (Ptrace.isInterrupt(stop) && !isBack && guard.mayBreakOff(new StoppedThread(tid, inside, memory))) {
                return new CallOutcome.BrokenOff();
            }
            if (Signals.isFault(signal) && !ptrace.wasSent(tid)) {
                return new CallOutcome.Faulted(signal);
            }
            // A signal that cannot be held back: SIGSTOP, the SIGABRT of abort(), a fault that somebody sent.
            ptrace.resume(tid, signal);
        }
    }

    private boolean push(Ptrace ptrace, SignalFrame frame) {
        for (long offset = 0; offset < frame.bytes().byteSize(); offset += Long.BYTES) {
            if (ptrace.poke(tid, frame.address() + offset, frame.bytes().get(JAVA_LONG, offset)) < 0) {
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

    /** Waits for the thread to stop: as {@link Ptrace#stop}. */
    private int await(Ptrace ptrace, long nanos) {
        long began = System.nanoTime();
        while (true) {
            int stop = ptrace.stop(tid);
            long waited = System.nanoTime() - began;
            if (stop != Ptrace.RUNS || waited > nanos) {
                return stop;
            }
            if (waited > 100 * IMPATIENT_NANOS) {
                LockSupport.parkNanos(LOOK_AGAIN_LATER_NANOS);
            } else if (waited > IMPATIENT_NANOS) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
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
