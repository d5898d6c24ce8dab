/**
 * ELF64 little-endian files: headers, segments, notes, dynamic symbols. Every byte is untrusted: sizes are capped,
 * offsets checked, and a failure names file, offset and what was wrong there. Knows bytes only, no process.
 */
package lacuna.heap.elf;
