/** OPcache, the version and the stack of PHP, held against what PHP says of itself. */
package lacuna.heap.php;
