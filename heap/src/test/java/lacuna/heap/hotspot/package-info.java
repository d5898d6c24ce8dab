/** Tests of the reader of HotSpot's heap. */
package lacuna.heap.hotspot;
