package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * Where a thread keeps its list of robust mutexes. glibc and musl keep it in their thread descriptor, which lies at the
 * end of the thread's stack mapping (for the main thread, in memory of the loader): so it leads from a thread to its
 * stack and to its thread-local storage without debug symbols.
 */
public final class RobustList {
    private RobustList() {}

    /** The address of the list's head; empty for a thread that registered none. */
    public static Access<OptionalLong> headOf(int tid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment head = arena.allocate(JAVA_LONG);
            MemorySegment length = arena.allocate(JAVA_LONG);
            long result = NumberedCall.call(NumberedCall.GET_ROBUST_LIST, tid, head.address(), length.address());
            if (result < 0) {
                return new Access.Refused<>(Refusal.ofDebugger((int) -result, tid));
            }
            long address = head.get(JAVA_LONG, 0);
            return new Access.Granted<>(address == 0 ? OptionalLong.empty() : OptionalLong.of(address));
        }
    }
}
