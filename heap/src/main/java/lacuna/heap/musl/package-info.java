/**
 * musl's malloc since 1.2.1 (mallocng): found by its secret, read by the records that it keeps apart from the memory that it
 * hands out. Knows images and blocks; knows no pages.
 */
package lacuna.heap.musl;
