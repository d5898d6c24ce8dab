/** The ELF reader, held against readelf and against damaged files. */
package lacuna.heap.elf;
