package lacuna.heap.block;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A piece of an address space at a time, in one reused buffer. First {@link #covers} sees to it that the bytes are there,
 * then they are read as numbers: one check for a block of memory, none for its words.
 */
public final class MemoryWindow {
    /** For walks that go through memory from one end to the other. */
    public static final int STREAM = 1 << 20;
    /** For looking at one thing here and one there. */
    public static final int GLANCE = 4096;

    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHEST = 1L << 56;
    /** Who jumps over more than this need not read what lies between, and begins with a small window again. */
    private static final int NEAR = 4 * GLANCE;

    private static final int GROWTH = 4;

    private final ByteReader reader;
    private final MemorySegment bytes;
    private final int size;
    private long start;
    private int filled;
    private int reach = GLANCE;
    private long limit = HIGHEST;

    public MemoryWindow(ByteReader reader, int size) {
        this.reader = reader;
        this.size = size;
        this.bytes = Arena.ofAuto().allocate(size, Long.BYTES);
    }

    /** Reads nothing at or beyond {@code end} from now on. */
    public void endAt(long end) {
        if (end != limit) {
            limit = end;
            filled = 0;
        }
    }

    /** Forgets what was read, so that memory that may have changed is read anew. */
    public void forget() {
        filled = 0;
    }

    /** Whether {@code length} bytes at {@code address} can be read; if so they are in the window. */
    public boolean covers(long address, int length) {
        long offset = address - start;
        return (offset >= 0 && offset <= filled - length) || fill(address, length);
    }

    /** The end of what can be read from {@code address} on without another look. */
    public long coveredFrom(long address) {
        return address < start ? address : start + filled;
    }

    /** The word at {@code address}, which the window covers. */
    public long word(long address) {
        return bytes.get(U64, address - start);
    }

    public int half(long address) {
        return bytes.get(U32, address - start);
    }

    public int u16(long address) {
        return bytes.get(U16, address - start) & 0xffff;
    }

    public int u8(long address) {
        return bytes.get(ValueLayout.JAVA_BYTE, address - start) & 0xff;
    }

    private boolean fill(long address, int length) {
        boolean goesOn = address >= start && address <= start + filled + NEAR;
        reach = Math.min(size, goesOn ? GROWTH * reach : GLANCE);
        filled = 0;
        if (address < 0 || address > limit - length) {
            return false;
        }
        start = address;
        // Ends on a page's border, so that the next window begins on one.
        long most = Math.min(reach - (address & (GLANCE - 1)), limit - address);
        filled = reader.read(address, bytes, (int) Math.max(most, length));
        return filled >= length;
    }
}
