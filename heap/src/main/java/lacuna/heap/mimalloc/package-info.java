/**
 * mimalloc's segments, and those of CPython without its global lock, which has a mimalloc of its own: found by their headers,
 * which the names of mappings use too. Of the program's memory only the links between freed blocks are read; knows no
 * ledger and no pages but what {@link lacuna.heap.block.ResidentBytes} tells.
 */
package lacuna.heap.mimalloc;
