/**
 * jemalloc's extents, found by the radix tree that leads to them. Reads the allocator's tables and never a page that it
 * gave to the program; knows no ledger and no pages but what {@link lacuna.heap.block.ResidentBytes} tells.
 */
package lacuna.heap.jemalloc;
