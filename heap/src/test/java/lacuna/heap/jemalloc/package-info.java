/** Walks over jemalloc's heaps: of real programs, against what jemalloc says itself, and of images that the tests make. */
package lacuna.heap.jemalloc;
