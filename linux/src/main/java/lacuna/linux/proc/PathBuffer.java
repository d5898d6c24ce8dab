package lacuna.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import lacuna.linux.text.Ascii;

/** A path in native memory, NUL-terminated at every step, put together again and again without an allocation. */
final class PathBuffer {
    /** The kernel's PATH_MAX; it refuses longer ones itself. */
    static final int CAPACITY = 4096;

    private final MemorySegment segment;
    private int length;

    PathBuffer(MemorySegment segment) {
        this.segment = segment;
    }

    /** Whether {@code text} alone fits. */
    static boolean holds(String text) {
        // No character takes more than three bytes, so what is short needs no counting.
        return text.length() < CAPACITY / 3 || text.getBytes(StandardCharsets.UTF_8).length < CAPACITY;
    }

    PathBuffer clear() {
        length = 0;
        segment.set(JAVA_BYTE, 0, (byte) 0);
        return this;
    }

    /** Appends the digits of {@code number}, which is not negative. */
    PathBuffer number(int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        room(digits);
        int rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            segment.set(JAVA_BYTE, length + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        length += digits;
        segment.set(JAVA_BYTE, length, (byte) 0);
        return this;
    }

    PathBuffer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(bytes.length);
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, length, bytes.length);
        length += bytes.length;
        segment.set(JAVA_BYTE, length, (byte) 0);
        return this;
    }

    MemorySegment segment() {
        return segment;
    }

    @Override
    public String toString() {
        byte[] bytes = segment.asSlice(0, length).toArray(JAVA_BYTE);
        return new Ascii().over(bytes, 0, bytes.length, 1).string(0, bytes.length);
    }

    private void room(int more) {
        if (length + more >= CAPACITY) {
            throw new IllegalArgumentException("path longer than " + CAPACITY + " bytes");
        }
    }
}
