/** Tests of the reader of musl's malloc. */
package lacuna.heap.musl;
