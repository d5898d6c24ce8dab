package lacuna.heap.map;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import lacuna.heap.image.MemoryImage;

/** A few bytes of an image at a time, in one reused buffer. */
final class Peek {
    static final int SIZE = 4096;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemoryImage image;
    private final MemorySegment bytes = Arena.ofAuto().allocate(SIZE);

    Peek(MemoryImage image) {
        this.image = image;
    }

    /** Reads {@code length} bytes at {@code address}: whether all of them could be read. */
    boolean at(long address, int length) {
        return image.read(address, bytes, length) == length;
    }

    /** The number {@code offset} bytes into what was read last. */
    int u32(int offset) {
        return bytes.get(U32, offset);
    }

    long u64(int offset) {
        return bytes.get(U64, offset);
    }

    OptionalLong wordAt(long address) {
        return at(address, Long.BYTES) ? OptionalLong.of(u64(0)) : OptionalLong.empty();
    }
}
