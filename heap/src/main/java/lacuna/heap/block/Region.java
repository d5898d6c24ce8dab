package lacuna.heap.block;

import java.util.OptionalLong;

/**
 * A part of an allocator with its own locks and lists, or its own purpose: of glibc an arena, or all mapped chunks
 * together; of PHP the heap of one thread.
 *
 * @param index its place in {@link RecognisedHeap#regions()}
 * @param kind one word for what it serves, the same for all regions of that purpose: "main", "thread", "mapped"
 * @param name what it is called on the screen: "main arena"
 * @param address what the allocator itself knows it by; 0 for none
 * @param heaps how many separate pieces of memory it has
 * @param threads how many threads allocate from it, where the allocator counts them
 * @param system the bytes that the allocator says it holds
 */
public record Region(int index, String kind, String name, long address, int heaps, OptionalLong threads, long system) {}
