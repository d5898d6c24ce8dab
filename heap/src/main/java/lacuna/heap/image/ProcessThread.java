package lacuna.heap.image;

import java.util.OptionalLong;

/**
 * A thread and where its memory is. {@code stackPointer} is known of a thread that stands still; {@code descriptor} is
 * an address within libc's own record of the thread, which libc puts at the upper end of the thread's stack.
 */
public record ProcessThread(int tid, String name, OptionalLong stackPointer, OptionalLong descriptor) {}
