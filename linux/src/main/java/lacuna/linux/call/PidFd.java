package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * Holds on to one process: a number can be given to another process, this cannot. Opened before several readings and
 * asked after them, it says whether all were of the same process.
 */
public final class PidFd implements AutoCloseable {
    private static final MethodHandle POLL =
            SystemCalls.handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final long POLL_FD_BYTES = 8;
    private static final long EVENTS = 4;
    private static final short POLLIN = 1;

    private final int pid;
    private int fd;

    private PidFd(int pid, int fd) {
        this.pid = pid;
        this.fd = fd;
    }

    public static Access<PidFd> open(int pid) {
        long fd = NumberedCall.call(NumberedCall.PIDFD_OPEN, pid, 0, 0);
        if (fd >= 0) {
            return new Access.Granted<>(new PidFd(pid, (int) fd));
        }
        int errno = (int) -fd;
        return new Access.Refused<>(
                switch (errno) {
                    case Errno.ENOSYS ->
                        new Refusal(
                                errno,
                                "this kernel has no pidfd_open (5.3 and later have)",
                                "compare the start times in /proc/%d/stat instead".formatted(pid));
                    case Errno.EINVAL, Errno.ENOENT ->
                        new Refusal(errno, "%d is a thread, no process".formatted(pid), "name its process");
                    default -> Refusal.ofDebugger(errno, pid);
                });
    }

    public int pid() {
        return pid;
    }

    /** Whether the process has ended. A zombie has. */
    public boolean hasExited() {
        return awaitExit(Duration.ZERO);
    }

    /** Waits until the process ends, at most for {@code most}: whether it has. */
    public boolean awaitExit(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(POLL_FD_BYTES, Integer.BYTES);
            entry.set(JAVA_INT, 0, fd);
            entry.set(JAVA_SHORT, EVENTS, POLLIN);
            int ready = -Errno.EINTR;
            while (ready == -Errno.EINTR) {
                ready = poll(entry, Math.max(0, deadline - System.nanoTime()) / 1_000_000);
            }
            return ready > 0;
        }
    }

    private static int poll(MemorySegment entry, long millis) {
        MemorySegment captured = SystemCalls.captured();
        try {
            int ready = (int) POLL.invokeExact(captured, entry, 1L, (int) Math.min(millis, Integer.MAX_VALUE));
            return ready >= 0 ? ready : -SystemCalls.errno(captured);
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }

    @Override
    public void close() {
        int closing = fd;
        fd = -1;
        if (closing != -1) {
            SystemCalls.close(closing);
        }
    }
}
