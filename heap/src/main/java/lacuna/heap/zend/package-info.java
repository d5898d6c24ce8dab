/**
 * PHP's own allocator (Zend MM): its chunks, pages and slots, walked; what gc_mem_caches() would give back, and what the
 * cache of chunks holds. Knows images and blocks, and of PHP only which program it is.
 */
package lacuna.heap.zend;
