/** Tests of the CPython allocator's reader. */
package lacuna.heap.cpython;
