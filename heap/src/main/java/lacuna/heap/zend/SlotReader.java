package lacuna.heap.zend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import lacuna.heap.block.ByteReader;

/**
 * Words here and there in chunks. The lists of free slots lead back and forth, and a system call for each link would cost
 * a hundred times what following it does: so lines of memory are kept, each in one place of a table.
 */
final class SlotReader {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LINE_SHIFT = 14;
    private static final int LINE = 1 << LINE_SHIFT;
    /** Together 32 MiB at most, of which only what is used is there. */
    private static final int LINES = 2048;

    private final ByteReader memory;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment[] lines = new MemorySegment[LINES];
    private final long[] starts = new long[LINES];
    private final int[] filled = new int[LINES];

    SlotReader(ByteReader memory) {
        this.memory = memory;
    }

    /** Whether the word at {@code address}, a multiple of eight, can be read; if so {@link #word} has it. */
    boolean covers(long address) {
        int line = index(address);
        long start = address & -LINE;
        if (lines[line] == null) {
            lines[line] = arena.allocate(LINE, Long.BYTES);
        }
        if (starts[line] != start) {
            starts[line] = start;
            filled[line] = memory.read(start, lines[line], LINE);
        }
        return address - start <= filled[line] - Long.BYTES;
    }

    /** What {@link #covers} has just found readable. */
    long word(long address) {
        return lines[index(address)].get(WORD, address & (LINE - 1));
    }

    private static int index(long address) {
        return (int) (address >>> LINE_SHIFT) & (LINES - 1);
    }
}
