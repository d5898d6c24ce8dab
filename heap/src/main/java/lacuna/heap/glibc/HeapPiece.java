package lacuna.heap.glibc;

/** A piece of memory of one arena: the allocator's own at its beginning, then chunks from {@code chunks} to {@code end}. */
record HeapPiece(long start, long chunks, long end) {}
