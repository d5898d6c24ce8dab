/**
 * Bytes that the kernel printed, read as text: a cursor, a table of labels, name-and-number lists; and sizes as people read
 * and write them. Works on byte arrays alone and touches no file; everything it is given may be damaged.
 */
package lacuna.linux.text;
