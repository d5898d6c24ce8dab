package lacuna.heap.elf;

import java.lang.foreign.MemorySegment;

/** Untrusted bytes at offsets: a file, or an object that lies in an image's memory. */
public interface ByteSource {
    /** How a message names it: the path of a file. */
    String name();

    long size();

    /** Reads up to {@code length} bytes at {@code offset} to the start of {@code into}: how many could be read. */
    int read(long offset, MemorySegment into, int length);
}
