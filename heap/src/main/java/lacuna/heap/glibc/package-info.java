/**
 * glibc's malloc, read from outside: the layouts of its tables, how they are found without symbols, and the walk over its
 * chunks. Knows images and ELF files; nothing of pages or reports. All that is read is untrusted.
 */
package lacuna.heap.glibc;
