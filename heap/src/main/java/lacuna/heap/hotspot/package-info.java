/**
 * The Java heap of a HotSpot JVM, by the tables that the VM exports for debuggers: regions and generations, used and free.
 * Knows images and blocks; reads nothing of the heap itself.
 */
package lacuna.heap.hotspot;
