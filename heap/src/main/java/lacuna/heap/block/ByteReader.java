package lacuna.heap.block;

import java.lang.foreign.MemorySegment;

/** Bytes of an address space: an image, or a copy that was made while a process stood still. */
@FunctionalInterface
public interface ByteReader {
    /** Reads up to {@code length} bytes at {@code address} to the start of {@code into}: how many could be read. */
    int read(long address, MemorySegment into, int length);
}
