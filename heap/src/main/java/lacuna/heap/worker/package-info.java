/**
 * A PHP worker at a glance: a few pages of it read, nothing walked, so that a whole pool costs less than a second. Joins
 * PHP's allocator with OPcache and the version.
 */
package lacuna.heap.worker;
