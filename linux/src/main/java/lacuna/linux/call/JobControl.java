package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** What a terminal does at Ctrl-Z, for a program that reads that key itself. */
public final class JobControl {
    private static final int SIGTSTP = 20;
    private static final long DEFAULT = 0;
    private static final long IGNORED = 1;
    private static final MethodHandle KILL =
            SystemCalls.handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle RAISE = SystemCalls.handle("raise", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SIGNAL =
            SystemCalls.handle("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));

    private JobControl() {}

    /**
     * Stops all processes of this job; comes back when it is continued. This process ignores the signal to all and stops
     * by one to this very thread: the other would stop it at any moment after this call, which then had come back.
     */
    public static void putAside() {
        try {
            long before = (long) SIGNAL.invokeExact(SystemCalls.captured(), SIGTSTP, IGNORED);
            if (before == IGNORED) {
                return;
            }
            int _ = (int) KILL.invokeExact(SystemCalls.captured(), 0, SIGTSTP);
            long _ = (long) SIGNAL.invokeExact(SystemCalls.captured(), SIGTSTP, DEFAULT);
            int _ = (int) RAISE.invokeExact(SystemCalls.captured(), SIGTSTP);
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }
}
