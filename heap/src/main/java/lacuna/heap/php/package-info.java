/**
 * What is known of PHP besides its allocator: which program it is and its version, OPcache's shared segment, and where in
 * a script a process stands. Knows images and ELF; no allocator.
 */
package lacuna.heap.php;
