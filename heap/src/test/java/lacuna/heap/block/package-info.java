/** How memory is read a piece at a time. */
package lacuna.heap.block;
