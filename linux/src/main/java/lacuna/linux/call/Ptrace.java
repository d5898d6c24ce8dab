package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The few calls that stop a thread, look into it and let it go; all for one tracee must come from the same platform
 * thread.
 */
final class Ptrace {
    /** What {@link #look} says of a thread that has not stopped yet. */
    static final int RUNS = -1;
    /** What {@link #look} says of a thread that has ended. */
    static final int ENDED = -2;

    /** Of {@link #seize}: the filter of the thread's system calls stands back while it is attached. */
    static final int SUSPEND_SECCOMP = 1 << 21;
    /** Of {@link #seize}. */
    static final int NO_OPTIONS = 0;

    /** A thread that has not stopped by then waits for a disk. */
    static final long MAY_TAKE_TO_STOP_NANOS = 1_000_000_000;

    private static final long PTRACE_POKEDATA = 5;
    private static final long PTRACE_CONT = 7;
    private static final long PTRACE_DETACH = 17;
    private static final long PTRACE_GETSIGINFO = 0x4202;
    private static final long PTRACE_GETREGSET = 0x4204;
    private static final long PTRACE_SETREGSET = 0x4205;
    private static final long PTRACE_SEIZE = 0x4206;
    private static final long PTRACE_INTERRUPT = 0x4207;
    private static final long PTRACE_GETSIGMASK = 0x420a;
    private static final long PTRACE_SETSIGMASK = 0x420b;
    private static final long PTRACE_GET_RSEQ_CONFIGURATION = 0x420f;
    private static final int PTRACE_EVENT_STOP = 128;
    private static final long SIGNAL_MASK_BYTES = 8;
    private static final long RSEQ_CONFIGURATION_BYTES = 24;

    // Most threads stop within the first, and a sleep takes as long.
    private static final long IMPATIENT_NANOS = 200_000;
    private static final long LOOK_AGAIN_NANOS = 50_000;
    private static final long LOOK_AGAIN_LATER_NANOS = 1_000_000;

    private static final int P_PID = 1;
    private static final int WNOHANG = 1;
    private static final int WSTOPPED = 2;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int WALL = 0x40000000;
    private static final int CLD_TRAPPED = 4;
    // siginfo_t on 64-bit Linux.
    private static final long SIGINFO_BYTES = 128;
    private static final long SI_CODE = 8;
    private static final long SI_PID = 16;
    private static final long SI_STATUS = 24;

    private static final MethodHandle PTRACE = SystemCalls.handle(
            "ptrace",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle WAITID =
            SystemCalls.handle("waitid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private final MemorySegment siginfo;
    private final MemorySegment vector;
    private final MemorySegment word;

    Ptrace(Arena arena) {
        siginfo = arena.allocate(SIGINFO_BYTES, Long.BYTES);
        vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
        word = arena.allocate(RSEQ_CONFIGURATION_BYTES, Long.BYTES);
    }

    /** Runs every call once on a thread that cannot exist: linking a handle takes milliseconds the first time. */
    void rehearse() {
        interrupt(-1);
        detach(-1, 0);
        look(Integer.MAX_VALUE);
    }

    /** Attaches without stopping: 0 or -errno. */
    int seize(int tid, int options) {
        return call(PTRACE_SEIZE, tid, 0, options);
    }

    int interrupt(int tid) {
        return call(PTRACE_INTERRUPT, tid, 0, 0);
    }

    /** Lets the stopped thread go on with {@code signal} (0: none): 0 or -errno. */
    int detach(int tid, int signal) {
        return call(PTRACE_DETACH, tid, 0, signal);
    }

    /** As {@link #detach}, but stays attached. */
    int resume(int tid, int signal) {
        return call(PTRACE_CONT, tid, 0, signal);
    }

    /** Reads the register set {@code type} of a stopped thread into {@code into}: its size in bytes, or -errno. */
    int registers(int tid, int type, MemorySegment into) {
        vector.set(JAVA_LONG, 0, into.address());
        vector.set(JAVA_LONG, Long.BYTES, into.byteSize());
        int result = call(PTRACE_GETREGSET, tid, type, vector.address());
        return result < 0 ? result : (int) vector.get(JAVA_LONG, Long.BYTES);
    }

    /** Gives a stopped thread the register set {@code type}: 0 or -errno. */
    int setRegisters(int tid, int type, MemorySegment from) {
        vector.set(JAVA_LONG, 0, from.address());
        vector.set(JAVA_LONG, Long.BYTES, from.byteSize());
        return call(PTRACE_SETREGSET, tid, type, vector.address());
    }

    /** The signals that a stopped thread holds back; empty on kernels that do not tell (before 3.11). */
    OptionalLong signalMask(int tid) {
        int result = call(PTRACE_GETSIGMASK, tid, SIGNAL_MASK_BYTES, word.address());
        return result < 0 ? OptionalLong.empty() : OptionalLong.of(word.get(JAVA_LONG, 0));
    }

    int setSignalMask(int tid, long mask) {
        word.set(JAVA_LONG, 0, mask);
        return call(PTRACE_SETSIGMASK, tid, SIGNAL_MASK_BYTES, word.address());
    }

    /** Where the thread's restartable sequences are registered; empty when nowhere, or on kernels before 5.13. */
    OptionalLong restartableSequences(int tid) {
        word.set(JAVA_LONG, 0, 0);
        call(PTRACE_GET_RSEQ_CONFIGURATION, tid, RSEQ_CONFIGURATION_BYTES, word.address());
        long address = word.get(JAVA_LONG, 0);
        return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /** Writes eight bytes into the memory of a stopped thread: 0 or -errno. */
    int poke(int tid, long address, long value) {
        return call(PTRACE_POKEDATA, tid, address, value);
    }

    /** Whether the signal on whose delivery the thread stopped was sent by somebody, and is no fault of its own. */
    boolean wasSent(int tid) {
        int result = call(PTRACE_GETSIGINFO, tid, 0, siginfo.address());
        return result == 0 && siginfo.get(JAVA_INT, SI_CODE) <= 0;
    }

    /**
     * Looks at a seized thread: {@link #RUNS}, {@link #ENDED}, or the signal on whose delivery it stopped, which it must
     * be given when it is let go (0 for a stop of any other kind). Takes nothing away: the ends of children stay for
     * their parent to see.
     */
    int look(int tid) {
        int status = stop(tid);
        return status < 0 ? status : signalOf(status);
    }

    /** As {@link #look}, but says of a stop of which kind it is: ask {@link #signalOf} and {@link #isInterrupt}. */
    int stop(int tid) {
        siginfo.set(JAVA_INT, SI_PID, 0);
        MemorySegment captured = SystemCalls.captured();
        try {
            int result = (int)
                    WAITID.invokeExact(captured, P_PID, tid, siginfo, WNOHANG | WSTOPPED | WEXITED | WNOWAIT | WALL);
            if (result < 0) {
                return ENDED;
            }
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
        if (siginfo.get(JAVA_INT, SI_PID) == 0) {
            return RUNS;
        }
        if (siginfo.get(JAVA_INT, SI_CODE) != CLD_TRAPPED) {
            return ENDED;
        }
        return siginfo.get(JAVA_INT, SI_STATUS);
    }

    /** Waits for a thread to stop, no longer than {@code nanos}: as {@link #stop}. */
    int await(int tid, long nanos) {
        long began = System.nanoTime();
        while (true) {
            int stop = stop(tid);
            long waited = System.nanoTime() - began;
            if (stop != RUNS || waited > nanos) {
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

    /** The signal on whose delivery a thread stopped; 0 for a stop of any other kind. */
    static int signalOf(int status) {
        return status >>> 8 == PTRACE_EVENT_STOP ? 0 : status & 0x7f;
    }

    /** Whether a thread stopped because of {@link #interrupt}, and not with its process or for a signal. */
    static boolean isInterrupt(int status) {
        return status == (PTRACE_EVENT_STOP << 8 | Signals.TRAP);
    }

    private static int call(long request, int tid, long address, long data) {
        MemorySegment captured = SystemCalls.captured();
        try {
            long result = (long) PTRACE.invokeExact(captured, request, tid, address, data);
            return result >= 0 ? 0 : -SystemCalls.errno(captured);
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }
}
