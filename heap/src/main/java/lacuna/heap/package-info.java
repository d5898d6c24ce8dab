/**
 * What a process's memory is: images, ELF, the names of its mappings.
 */
package lacuna.heap;
