/**
 * CPython's allocator of small objects, 3.7 to 3.14, of each interpreter that has its own: found by the shape of its tables
 * and the list of interpreters, its pools and arenas read by their headers, its free lists only where a pool is partly
 * used. Knows images and blocks; knows no pages and no Python objects.
 */
package lacuna.heap.cpython;
