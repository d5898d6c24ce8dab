package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The pieces of a C library's own code (x86-64) by which a thread comes back from a call that nobody compiled, whether or not
 * anybody watches: see {@link CallStack}. Each of them is in every glibc, static ones too, and most many times over.
 *
 * @param signalReturn where signal handlers return to: it asks the kernel to put back what was
 * @param systemCall an instruction that calls the kernel, and then a return
 * @param loadFirst takes a word from the stack as the first argument of a call, and returns
 * @param loadSecond the same for the second
 * @param loadNumber the same for the number of a system call
 * @param store where a function's result is put into memory
 */
public record WayBack(
        long signalReturn, long systemCall, long loadFirst, long loadSecond, long loadNumber, ResultStore store) {
    /** mov $15 (rt_sigreturn), %rax; syscall. */
    private static final int[] SIGNAL_RETURN = {0x48, 0xc7, 0xc0, 15, 0, 0, 0, 0x0f, 0x05};

    private static final int[] SYSTEM_CALL = {0x0f, 0x05};
    private static final int RETURN = 0xc3;
    private static final int[] LOAD_DI = {0x5f, RETURN};
    private static final int[] LOAD_SI = {0x5e, RETURN};
    private static final int[] LOAD_AX = {0x58, RETURN};
    // cmp $-4096 or $-4095, %rax; ja or jae to where errno is set; ret.
    private static final int[] ABOVE = {0x48, 0x3d, 0x00, 0xf0, 0xff, 0xff, 0x77};
    private static final int[] ABOVE_OR_EQUAL = {0x48, 0x3d, 0x01, 0xf0, 0xff, 0xff, 0x73};

    /** Finds them in {@code code}, which lies at {@code address} in the process; empty when one is not there. */
    public static Optional<WayBack> in(MemorySegment code, long address) {
        OptionalLong signalReturn = find(code, at -> begins(code, at, SIGNAL_RETURN));
        OptionalLong systemCall = find(code, at -> callsAndReturns(code, at));
        OptionalLong loadFirst = find(code, at -> begins(code, at, LOAD_DI));
        OptionalLong loadSecond = find(code, at -> begins(code, at, LOAD_SI));
        OptionalLong loadNumber = find(code, at -> begins(code, at, LOAD_AX));
        OptionalLong store = find(code, at -> ResultStore.at(code, at, address).isPresent());
        boolean isWhole = Stream.of(signalReturn, systemCall, loadFirst, loadSecond, loadNumber, store)
                .allMatch(OptionalLong::isPresent);
        return isWhole
                ? ResultStore.at(code, store.getAsLong(), address)
                        .map(ending -> new WayBack(
                                address + signalReturn.getAsLong(),
                                address + systemCall.getAsLong(),
                                address + loadFirst.getAsLong(),
                                address + loadSecond.getAsLong(),
                                address + loadNumber.getAsLong(),
                                ending))
                : Optional.empty();
    }

    /** Where a thread stands that has just been in the kernel by {@link #systemCall}. */
    long afterSystemCall() {
        return systemCall + SYSTEM_CALL.length;
    }

    /** Whether a thread whose next instruction this is has returned from the function, and is on its way. */
    boolean isOnIt(long address) {
        return isWithin(address, store.address(), ResultStore.MOST_BYTES)
                || isWithin(address, loadFirst, 1)
                || isWithin(address, loadSecond, 1)
                || isWithin(address, loadNumber, 1)
                || isWithin(address, systemCall, SYSTEM_CALL.length);
    }

    private static boolean isWithin(long address, long start, long length) {
        return Long.compareUnsigned(address - start, length) <= 0;
    }

    private static OptionalLong find(MemorySegment code, LongPredicate isThere) {
        return LongStream.rangeClosed(0, code.byteSize() - ResultStore.MOST_BYTES)
                .filter(isThere)
                .findFirst();
    }

    private static boolean callsAndReturns(MemorySegment code, long at) {
        if (!begins(code, at, SYSTEM_CALL)) {
            return false;
        }
        long next = at + SYSTEM_CALL.length;
        boolean tests = begins(code, next, ABOVE) || begins(code, next, ABOVE_OR_EQUAL);
        return byteAt(code, next) == RETURN || (tests && byteAt(code, next + ABOVE.length + 1) == RETURN);
    }

    private static boolean begins(MemorySegment code, long at, int[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (byteAt(code, at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int byteAt(MemorySegment code, long at) {
        return code.get(JAVA_BYTE, at) & 0xff;
    }
}
