/**
 * Address spaces that can be read: of a live process and of an ELF core. Nothing above can tell which of them it holds,
 * except by what an image honestly cannot tell (an empty Optional). Knows no allocator.
 */
package lacuna.heap.image;
