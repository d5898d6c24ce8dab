package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/** How wide the terminal is: one ioctl, where a terminal library would cost a third of the start-up. */
public final class WindowSize {
    private static final long TIOCGWINSZ = 0x5413;
    private static final int STANDARD_OUTPUT = 1;
    private static final MethodHandle IOCTL = SystemCalls.handle(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    private WindowSize() {}

    /** Absent where standard output is not a terminal, or one that does not know its size. */
    public static OptionalInt columnsOfStandardOutput() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8);
            int result = (int) IOCTL.invokeExact(SystemCalls.captured(), STANDARD_OUTPUT, TIOCGWINSZ, size);
            int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, 2));
            return result == 0 && columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }
}
