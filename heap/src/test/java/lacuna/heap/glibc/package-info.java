/** Walks over heaps that the tests make themselves, whole and damaged. Touches the test's own images. */
package lacuna.heap.glibc;
