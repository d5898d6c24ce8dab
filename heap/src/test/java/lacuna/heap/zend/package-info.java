/** The walk of PHP's heap, held against what PHP says and what then happens; and on heaps that were built. */
package lacuna.heap.zend;
