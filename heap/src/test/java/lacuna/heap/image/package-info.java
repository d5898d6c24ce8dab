/** Cores written by {@link lacuna.heap.image.CoreBuilder}, and what an image makes of them. */
package lacuna.heap.image;
