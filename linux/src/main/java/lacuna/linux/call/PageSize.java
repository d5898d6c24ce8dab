package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The size of a page on this machine: 4 KiB on x86-64; aarch64 kernels also come with 16 and 64 KiB. */
public final class PageSize {
    public static final long BYTES = ask();
    public static final int SHIFT = Long.numberOfTrailingZeros(BYTES);

    private PageSize() {}

    private static long ask() {
        MethodHandle getpagesize = SystemCalls.handle("getpagesize", FunctionDescriptor.of(JAVA_INT));
        try {
            return (int) getpagesize.invokeExact(SystemCalls.captured());
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }
}
