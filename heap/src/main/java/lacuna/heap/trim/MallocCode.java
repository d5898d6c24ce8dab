package lacuna.heap.trim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lacuna.linux.call.RemoteFunction;

/**
 * The machine code of glibc's malloc and its kin, as it lies in a process.
 *
 * @param start where it begins there
 * @param code its bytes
 * @param trim malloc_trim(0)
 */
record MallocCode(long start, MemorySegment code, RemoteFunction trim) {
    private static final int LONGEST_CALL = 7;
    private static final int CALL_RELATIVE = 0xe8;
    private static final int CALL_INDIRECT = 0xff;

    boolean contains(long address) {
        return Long.compareUnsigned(address - start, code.byteSize()) < 0;
    }

    /** Whether {@code word} is where a call that this code makes returns to: whoever has it on the stack is inside. */
    boolean isReturnAddress(long word) {
        if (!contains(word)) {
            return false;
        }
        long offset = word - start;
        return offset >= LONGEST_CALL
                && (at(offset - 5) == CALL_RELATIVE
                        || isIndirectCall(offset, 2)
                        || isIndirectCall(offset, 3)
                        || isIndirectCall(offset, 4)
                        || isIndirectCall(offset, 6)
                        || isIndirectCall(offset, 7));
    }

    /** Whether an indirect call of {@code length} bytes ends at {@code offset}: its operation is 2 of the group FF. */
    private boolean isIndirectCall(long offset, int length) {
        return at(offset - length) == CALL_INDIRECT && (at(offset - length + 1) >> 3 & 7) == 2;
    }

    private int at(long offset) {
        return code.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }
}
