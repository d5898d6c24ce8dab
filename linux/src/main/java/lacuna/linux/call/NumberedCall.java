package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls that this libc, or an older one, has no function for. */
final class NumberedCall {
    /** The same number on every architecture. */
    static final long PIDFD_OPEN = 434;

    static final long GET_ROBUST_LIST = onThisArchitecture(274, 100);

    private static final MethodHandle SYSCALL = SystemCalls.handle(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private NumberedCall() {}

    /** Calls {@code number}: its result or -errno. */
    static long call(long number, long first, long second, long third) {
        MemorySegment captured = SystemCalls.captured();
        try {
            long result = (long) SYSCALL.invokeExact(captured, number, first, second, third);
            return result != -1 ? result : -SystemCalls.errno(captured);
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }

    private static long onThisArchitecture(long x86, long arm) {
        return System.getProperty("os.arch").equals("aarch64") ? arm : x86;
    }
}
