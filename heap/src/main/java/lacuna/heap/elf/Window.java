package lacuna.heap.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import lacuna.linux.CannotExamine;

/** One page of a source at a time, read as numbers and text; what lies outside the source is damage, told by offset. */
final class Window {
    private static final int SIZE = 4096;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ByteSource source;
    private final MemorySegment bytes = Arena.ofAuto().allocate(SIZE);
    private long start;
    private int filled;

    Window(ByteSource source) {
        this.source = source;
    }

    int u8(long offset, String what) {
        return bytes.get(JAVA_BYTE, locate(offset, 1, what)) & 0xff;
    }

    int u16(long offset, String what) {
        return bytes.get(U16, locate(offset, 2, what)) & 0xffff;
    }

    int u32(long offset, String what) {
        return bytes.get(U32, locate(offset, 4, what));
    }

    long u64(long offset, String what) {
        return bytes.get(U64, locate(offset, 8, what));
    }

    /** The bytes from {@code offset} to their NUL, at most {@code cap} of them. */
    byte[] bytesToNul(long offset, int cap, String what) {
        byte[] found = new byte[Math.min(cap, 32)];
        int length = 0;
        while (length < cap) {
            byte next = (byte) u8(offset + length, what);
            if (next == 0) {
                break;
            }
            if (length == found.length) {
                found = Arrays.copyOf(found, Math.min(cap, 4 * length));
            }
            found[length++] = next;
        }
        return Arrays.copyOf(found, length);
    }

    /** Whether {@code text} and a NUL stand at {@code offset}; compares without making a string. */
    boolean holds(long offset, byte[] text, String what) {
        for (int i = 0; i < text.length; i++) {
            if (u8(offset + i, what) != (text[i] & 0xff)) {
                return false;
            }
        }
        return u8(offset + text.length, what) == 0;
    }

    CannotExamine damage(long offset, String what) {
        return new CannotExamine(
                "damaged ELF file",
                source.name() + ": 0x" + Long.toHexString(offset) + ": " + what,
                "copy or dump the file anew");
    }

    /** Sees to it that the bytes are in the window; where in it they begin. */
    private int locate(long offset, int length, String what) {
        if (offset < start || offset > start + filled - length) {
            if (offset < 0 || offset > source.size() - length) {
                throw damage(offset, what + " out of range");
            }
            start = offset;
            filled = source.read(offset, bytes, SIZE);
            if (filled < length) {
                filled = 0;
                throw damage(offset, what + " cannot be read");
            }
        }
        return (int) (offset - start);
    }
}
