/**
 * The files that Lacuna writes: whole or not at all, never through a link, and why one could not be written in words. May
 * touch nothing but the folder that the user named.
 */
package lacuna.linux.file;
