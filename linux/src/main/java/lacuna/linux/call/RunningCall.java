package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** A call that a stopped thread makes: from where its stack is prepared until it is as it was. */
final class RunningCall {
    /** The register set of floating point and vectors. */
    static final int EXTENDED_STATE = 0x202;
    /** The same of processors that have nothing beyond SSE, and of virtual ones that pretend to be such. */
    static final int LEGACY_STATE = 2;

    private final int pid;
    private final int tid;
    private final Ptrace ptrace;
    private final ProcessMemory memory;
    private final RemoteFunction function;
    private final CallStack stack;
    private final SelfSignal told;
    private final CallGuard guard;
    private final long patienceNanos;
    private final long deadline;
    private final Registers before;
    private final Registers inside;
    private final MemorySegment word;

    // The thread has gone its own way, and must not be put back to where it was.
    private boolean isAway;
    // Somebody else sent it the signal that tells of its return.
    private boolean owed;
    private long nanos;

    RunningCall(Arena arena, CallOrder.Stopped stopped, RemoteFunction function, CallStack stack, SelfSignal told) {
        this.pid = stopped.pid();
        this.tid = stopped.tid();
        this.ptrace = stopped.ptrace();
        this.memory = stopped.memory();
        this.guard = stopped.guard();
        this.patienceNanos = stopped.patienceNanos();
        this.deadline = stopped.deadline();
        this.before = stopped.registers();
        this.function = function;
        this.stack = stack;
        this.told = told;
        this.inside = new Registers(arena);
        this.word = arena.allocate(JAVA_LONG);
    }

    /** Calls __errno_location to know what to keep, then the function. */
    CallOutcome make() {
        CallOutcome located = run(function.errnoLocation(), 0);
        if (!(located instanceof CallOutcome.Returned(long errnoAt))) {
            return located;
        }
        OptionalLong kept = read(errnoAt);
        if (kept.isEmpty()) {
            return new CallOutcome.Refused(
                    new Refusal(Errno.EFAULT, "its errno cannot be found", "is its C library a glibc?"));
        }
        long began = System.nanoTime();
        CallOutcome outcome = run(function.address(), function.argument());
        nanos = System.nanoTime() - began;
        if (!isAway) {
            keepErrno(errnoAt, (int) kept.getAsLong());
        }
        return outcome;
    }

    /** The signal that the thread has still to get when it is let go; 0 for none. */
    int owed() {
        return owed ? told.signal() : 0;
    }

    /** How long the function ran. */
    long nanos() {
        return nanos;
    }

    /**
     * Makes the thread what it was. Were Lacuna to die between any two of these steps, the frames on the stack would lead
     * it home.
     */
    void putBack(int stateSet, MemorySegment state, long mask) {
        if (isAway) {
            return;
        }
        stack.leave(inside, before, function.wayBack());
        ptrace.setRegisters(tid, Registers.SET, inside.bytes());
        ptrace.setSignalMask(tid, mask);
        ptrace.setRegisters(tid, stateSet, state);
        ptrace.setRegisters(tid, Registers.SET, before.bytes());
    }

    /** Its neighbour may have changed meanwhile, and only whole words can be written. */
    private void keepErrno(long address, int kept) {
        OptionalLong now = read(address);
        if (now.isPresent() && (int) now.getAsLong() != kept) {
            ptrace.poke(tid, address, (now.getAsLong() & ~0xffff_ffffL) | (kept & 0xffff_ffffL));
        }
    }

    /** Lets the thread run {@code called} until it returns. */
    private CallOutcome run(long called, long argument) {
        stack.enter(inside, before, called, argument, function.wayBack());
        ptrace.poke(tid, stack.slot(), CallStack.NOT_RETURNED);
        // In this order: were Lacuna to die in between, the thread would call with its signals free and be restored.
        ptrace.setRegisters(tid, Registers.SET, inside.bytes());
        ptrace.setSignalMask(tid, Signals.ALL_BUT_FAULTS & ~Signals.bit(told.signal()));
        ptrace.resume(tid, 0);
        while (true) {
            int stop = awaitPatiently();
            if (stop < 0) {
                isAway = true;
                return stop == Ptrace.RUNS
                        ? new CallOutcome.LeftRunning()
                        : new CallOutcome.Refused(Refusal.ofDebugger(Errno.ESRCH, pid));
            }
            int signal = Ptrace.signalOf(stop);
            ptrace.registers(tid, Registers.SET, inside.bytes());
            OptionalLong result = result();
            if (result.isPresent() && isToldOfReturn(signal)) {
                return new CallOutcome.Returned(result.getAsLong());
            }
            if (result.isPresent() && !function.wayBack().isOnIt(inside.get(Registers.IP))) {
                isAway = true;
                return unseen();
            }
            boolean isInTheMiddle = Ptrace.isInterrupt(stop) && result.isEmpty();
            if (isInTheMiddle && guard.mayBreakOff(new StoppedThread(tid, inside, memory))) {
                return new CallOutcome.BrokenOff();
            }
            if (isInTheMiddle && isLate()) {
                isAway = true;
                return new CallOutcome.LeftRunning();
            }
            if (Signals.isFault(signal) && !ptrace.wasSent(tid)) {
                return new CallOutcome.Faulted(signal);
            }
            boolean isOwed = signal == told.signal();
            owed |= isOwed;
            // Any other cannot be held back: SIGSTOP, the SIGABRT of abort(), a fault that somebody sent.
            ptrace.resume(tid, isOwed ? 0 : signal);
        }
    }

    private boolean isToldOfReturn(int signal) {
        return signal == told.signal()
                && inside.get(Registers.IP) == function.wayBack().afterSystemCall();
    }

    /** Waits for a stop, after some time for one of Lacuna's making: {@link Ptrace#RUNS} when there is none in time. */
    private int awaitPatiently() {
        while (true) {
            int stop = ptrace.await(tid, Math.min(patienceNanos, deadline - System.nanoTime()));
            if (stop == Ptrace.RUNS) {
                ptrace.interrupt(tid);
                stop = ptrace.await(tid, Ptrace.MAY_TAKE_TO_STOP_NANOS);
            }
            if (stop != Ptrace.RUNS || isLate()) {
                return stop;
            }
        }
    }

    private boolean isLate() {
        return System.nanoTime() - deadline > 0;
    }

    /** The thread is where it was, and well: the frames have led it home. */
    private CallOutcome unseen() {
        return new CallOutcome.Refused(new Refusal(
                Errno.EPERM,
                "thread %d made the call, but could not tell of its return".formatted(tid),
                "allow it the system call tgkill"));
    }

    private OptionalLong result() {
        OptionalLong slot = read(stack.slot());
        return slot.isPresent() && slot.getAsLong() != CallStack.NOT_RETURNED ? slot : OptionalLong.empty();
    }

    private OptionalLong read(long address) {
        boolean isKnown = memory.read(address, word, Long.BYTES) == Long.BYTES;
        return isKnown ? OptionalLong.of(word.get(JAVA_LONG, 0)) : OptionalLong.empty();
    }
}
