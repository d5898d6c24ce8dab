/**
 * Lacuna snapshots: the structure of a process's memory in a file, without its contents. Written while an examination
 * walks, read back as heaps that replay their blocks into the same ledger. The format knows no allocator.
 */
package lacuna.heap.snapshot;
