/**
 * Makes a process give back what its allocator keeps free: the one room that changes a target. It finds glibc's malloc in
 * the process's libraries and has one of its threads call malloc_trim(0); touches images, ELF files and remote calls.
 */
package lacuna.heap.trim;
