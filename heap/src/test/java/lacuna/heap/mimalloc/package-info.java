/** Tests of mimalloc's walker, against real programs that print their own truth and against built images. */
package lacuna.heap.mimalloc;
