package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The end of a function that writes the result register to where a register points that every function leaves as it
 * was, and returns: {@code mov %rax, displacement(%rbx or %rbp)}, perhaps {@code add $n, %rsp}, some {@code pop}, {@code
 * ret}.
 *
 * @param base the register, by its place in {@link Registers}
 * @param skipped bytes of the stack between the word that leads here and the one that it returns by
 */
record ResultStore(long address, int base, long displacement, int skipped) {
    /** As long as one can be. */
    static final int MOST_BYTES = 24;

    private static final int WIDE = 0x48;
    private static final int MOVE = 0x89;
    private static final int TO_BX = 0x03;
    private static final int TO_BX_AND_BYTE = 0x43;
    private static final int TO_BP_AND_BYTE = 0x45;
    private static final int ADD_BYTE = 0x83;
    private static final int TO_SP = 0xc4;
    private static final int POP = 0x58;
    private static final int POP_SP = 0x5c;
    private static final int UPPER_REGISTER = 0x41;
    private static final int RETURN = 0xc3;

    /** The one that begins at {@code at} of {@code code}, which lies at {@code address} in its process. */
    static Optional<ResultStore> at(MemorySegment code, long at, long address) {
        if (byteAt(code, at) != WIDE || byteAt(code, at + 1) != MOVE) {
            return Optional.empty();
        }
        return switch (byteAt(code, at + 2)) {
            case TO_BX -> of(code, at, 3, address, Registers.BX, 0);
            case TO_BX_AND_BYTE -> of(code, at, 4, address, Registers.BX, code.get(JAVA_BYTE, at + 3));
            case TO_BP_AND_BYTE -> of(code, at, 4, address, Registers.BP, code.get(JAVA_BYTE, at + 3));
            default -> Optional.empty();
        };
    }

    private static Optional<ResultStore> of(
            MemorySegment code, long at, int length, long address, int base, long displacement) {
        long next = at + length;
        int skipped = 0;
        if (byteAt(code, next) == WIDE && byteAt(code, next + 1) == ADD_BYTE && byteAt(code, next + 2) == TO_SP) {
            skipped = code.get(JAVA_BYTE, next + 3);
            next += 4;
        }
        for (; next - at < MOST_BYTES - 2; next++) {
            int operation = byteAt(code, next);
            if (operation == RETURN) {
                boolean isAligned = skipped >= 0 && skipped % Long.BYTES == 0;
                return isAligned
                        ? Optional.of(new ResultStore(address + at, base, displacement, skipped))
                        : Optional.empty();
            }
            if (operation == UPPER_REGISTER) {
                next++;
                operation = byteAt(code, next) == POP_SP ? POP : byteAt(code, next);
            }
            if ((operation & ~7) != POP || operation == POP_SP) {
                return Optional.empty();
            }
            skipped += Long.BYTES;
        }
        return Optional.empty();
    }

    private static int byteAt(MemorySegment code, long at) {
        return code.get(JAVA_BYTE, at) & 0xff;
    }
}
