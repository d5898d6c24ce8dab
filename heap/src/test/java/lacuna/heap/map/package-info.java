/** The names of mappings: of built cores, of real processes, and of the cores of those processes. */
package lacuna.heap.map;
