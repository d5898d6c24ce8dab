/** Trims of real programs. */
package lacuna.heap.trim;
