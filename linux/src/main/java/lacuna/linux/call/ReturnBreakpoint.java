package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Stops one thread, and no other, before the instruction at an address. It is one of the processor's four debug
 * registers, held by a descriptor of Lacuna's: nothing is written into the target, and when Lacuna ends, however it
 * ends, the kernel takes it away. (A breakpoint that ptrace sets would stay, and kill the thread.)
 *
 * <p>A thread that meets it while nobody traces it is killed, and every signal handler of the thread returns by way of
 * it: it is armed and closed only while the thread stands still.
 */
final class ReturnBreakpoint implements AutoCloseable {
    // struct perf_event_attr, as long as it has been since the version that can raise SIGTRAP (Linux 5.13).
    private static final int BYTES = 128;
    private static final int TYPE = 0;
    private static final int SIZE = 4;
    private static final int PERIOD = 16;
    private static final int FLAGS = 40;
    private static final int BREAKPOINT_KIND = 52;
    private static final int BREAKPOINT_ADDRESS = 56;
    private static final int BREAKPOINT_LENGTH = 64;

    private static final int TYPE_BREAKPOINT = 5;
    private static final int KIND_EXECUTE = 4;
    private static final long DISARMED = 1;
    private static final long EXCLUDE_KERNEL = 1L << 5;
    private static final long EXCLUDE_HYPERVISOR = 1L << 6;
    private static final long REMOVE_ON_EXEC = 1L << 36;
    private static final long RAISE_SIGTRAP = 1L << 37;
    private static final long CLOSE_ON_EXEC = 8;
    private static final int ENOSPC = 28;

    private static final long ENABLE = 0x2400;
    private static final MethodHandle IOCTL = SystemCalls.handle(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));
    private static final int CLOSED = -1;

    private int fd;

    private ReturnBreakpoint(int fd) {
        this.fd = fd;
    }

    /** Makes it, disarmed. */
    static Access<ReturnBreakpoint> of(int tid, long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(BYTES, Long.BYTES);
            event.set(JAVA_INT, TYPE, TYPE_BREAKPOINT);
            event.set(JAVA_INT, SIZE, BYTES);
            event.set(JAVA_LONG, PERIOD, 1);
            event.set(
                    JAVA_LONG, FLAGS, DISARMED | EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR | REMOVE_ON_EXEC | RAISE_SIGTRAP);
            event.set(JAVA_INT, BREAKPOINT_KIND, KIND_EXECUTE);
            event.set(JAVA_LONG, BREAKPOINT_ADDRESS, address);
            event.set(JAVA_LONG, BREAKPOINT_LENGTH, Long.BYTES);
            long fd = NumberedCall.call(NumberedCall.PERF_EVENT_OPEN, event.address(), tid, -1, -1, CLOSE_ON_EXEC);
            return fd >= 0
                    ? new Access.Granted<>(new ReturnBreakpoint((int) fd))
                    : new Access.Refused<>(refusal((int) -fd, tid));
        }
    }

    /** From now on the thread stops there: whether that could be had. */
    boolean arm() {
        MemorySegment captured = SystemCalls.captured();
        try {
            return (int) IOCTL.invokeExact(captured, fd, ENABLE, 0L) == 0;
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }

    @Override
    public void close() {
        int closing = fd;
        fd = CLOSED;
        if (closing != CLOSED) {
            SystemCalls.close(closing);
        }
    }

    private static Refusal refusal(int errno, int tid) {
        String why = "no breakpoint can be set in thread %d (%s)".formatted(tid, Errno.words(errno));
        return switch (errno) {
            case Errno.ESRCH -> Refusal.ofDebugger(errno, tid);
            case Errno.EPERM, Errno.EACCES -> new Refusal(errno, why, "needs CAP_PERFMON: run with sudo");
            case ENOSPC -> new Refusal(errno, why, "end the debugger that uses the processor's breakpoints");
            default -> new Refusal(errno, why, "needs Linux 5.13 or later and a processor with debug registers");
        };
    }
}
