package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The few calls that stop a thread and let it go; all for one tracee must come from the same platform thread. */
final class Ptrace {
    /** What {@link #look} says of a thread that has not stopped yet. */
    static final int RUNS = -1;
    /** What {@link #look} says of a thread that has ended. */
    static final int ENDED = -2;

    private static final long PTRACE_DETACH = 17;
    private static final long PTRACE_SEIZE = 0x4206;
    private static final long PTRACE_INTERRUPT = 0x4207;
    private static final int PTRACE_EVENT_STOP = 128;

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

    Ptrace(Arena arena) {
        siginfo = arena.allocate(SIGINFO_BYTES, Long.BYTES);
    }

    /** Runs every call once on a thread that cannot exist: linking a handle takes milliseconds the first time. */
    void rehearse() {
        interrupt(-1);
        detach(-1, 0);
        look(Integer.MAX_VALUE);
    }

    /** Attaches without stopping, with no options: 0 or -errno. */
    int seize(int tid) {
        return call(PTRACE_SEIZE, tid, 0);
    }

    int interrupt(int tid) {
        return call(PTRACE_INTERRUPT, tid, 0);
    }

    /** Lets the stopped thread go on with {@code signal} (0: none): 0 or -errno. */
    int detach(int tid, int signal) {
        return call(PTRACE_DETACH, tid, signal);
    }

    /**
     * Looks at a seized thread: {@link #RUNS}, {@link #ENDED}, or the signal on whose delivery it stopped, which it must
     * be given when it is let go (0 for a stop of any other kind). Takes nothing away: the ends of children stay for
     * their parent to see.
     */
    int look(int tid) {
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
        int status = siginfo.get(JAVA_INT, SI_STATUS);
        return status >>> 8 == PTRACE_EVENT_STOP ? 0 : status & 0x7f;
    }

    private static int call(long request, int tid, long data) {
        MemorySegment captured = SystemCalls.captured();
        try {
            long result = (long) PTRACE.invokeExact(captured, request, tid, 0L, data);
            return result >= 0 ? 0 : -SystemCalls.errno(captured);
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }
}
