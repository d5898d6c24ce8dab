/**
 * What all allocators have in common: blocks and their states, the sink that they are poured into, and the report of what
 * was found. Knows images; knows no allocator and no pages.
 */
package lacuna.heap.block;
