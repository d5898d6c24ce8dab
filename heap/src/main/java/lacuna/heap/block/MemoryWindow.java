package lacuna.heap.block;

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
    private static final long HIGHEST = 1L << 56;
    /** Who jumps over more than this need not read what lies between, and begins with a small window again. */
    private static final int NEAR = 4 * GLANCE;

    private static final int GROWTH = 4;

    private static final int WORD_SHIFT = 3;

    private final ByteReader reader;
    /** An array, and read as one: the quick compiler makes a single instruction of that, and many of a segment's access. */
    private final long[] words;

    private final MemorySegment bytes;
    private final int size;
    /** Of the first byte: a multiple of eight, so that words of memory are words here. */
    private long start;

    private int filled;
    private int reach = GLANCE;
    private long limit = HIGHEST;

    public MemoryWindow(ByteReader reader, int size) {
        this.reader = reader;
        this.size = size;
        // One more than asked for: what is wanted may begin within a word.
        this.words = new long[((size + Long.BYTES - 1) >> WORD_SHIFT) + 1];
        this.bytes = MemorySegment.ofArray(words);
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
        long offset = address - start;
        return (offset & 7) == 0 ? words[(int) (offset >> WORD_SHIFT)] : bytes.get(U64, offset);
    }

    /** What the window holds as words, the first one that of {@link #origin}: for loops that all the time goes into. */
    public long[] words() {
        return words;
    }

    /** The address of the first word in {@link #words}. */
    public long origin() {
        return start;
    }

    public int half(long address) {
        long offset = address - start;
        return (offset & 3) == 0 ? (int) shifted(offset) : bytes.get(U32, offset);
    }

    public int u16(long address) {
        return u8(address) | (u8(address + 1) << Byte.SIZE);
    }

    public int u8(long address) {
        return (int) shifted(address - start) & 0xff;
    }

    /** From {@code offset} on up to the end of its word, the lowest first. */
    private long shifted(long offset) {
        return words[(int) (offset >> WORD_SHIFT)] >>> ((offset & 7) << 3);
    }

    private boolean fill(long address, int length) {
        boolean goesOn = address >= start && address <= start + filled + NEAR;
        reach = Math.min(size, goesOn ? GROWTH * reach : GLANCE);
        filled = 0;
        if (address < 0 || address > limit - length) {
            return false;
        }
        start = address & -Long.BYTES;
        long needed = address - start + length;
        // Ends on a page's border, so that the next window begins on one.
        long most = Math.min(reach - (start & (GLANCE - 1)), limit - start);
        filled = reader.read(start, bytes, (int) Math.max(most, needed));
        return filled >= needed;
    }
}
