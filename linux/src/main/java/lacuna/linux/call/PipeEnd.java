package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The end of a pipe that is written to. */
public final class PipeEnd {
    private static final int STANDARD_OUTPUT = 1;
    private static final int POLLERR = 0x8;
    private static final int POLLHUP = 0x10;
    private static final MethodHandle POLL =
            SystemCalls.handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private PipeEnd() {}

    /** Whether whoever read what this process prints has gone, as head does when it has seen enough. */
    public static boolean readerOfStandardOutputHasLeft() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = arena.allocate(8);
            asked.set(JAVA_INT, 0, STANDARD_OUTPUT);
            int ready = (int) POLL.invokeExact(SystemCalls.captured(), asked, 1L, 0);
            return ready == 1 && (asked.get(JAVA_SHORT, 6) & (POLLERR | POLLHUP)) != 0;
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }
}
