package lacuna.heap.ledger;

import java.util.List;

/**
 * The free ranges of a region: maximal runs of freed blocks, without its top and without what thread caches hold.
 *
 * @param sizes how many of which size
 * @param pinnedSizes the same holes by their sizes, with only their pinned bytes
 * @param releasable resident bytes on pages that a hole covers wholly
 * @param pinned resident bytes of holes on pages that they share with blocks in use
 * @param trim resident bytes that the allocator's own release call (malloc_trim) would give back, of the top too
 * @param trimOfTop what of {@code trim} lies in the top
 * @param pins per heap the block that keeps it from shrinking, the one with most below it first
 */
public record Holes(
        SizeHistogram sizes,
        SizeHistogram pinnedSizes,
        long releasable,
        long pinned,
        long trim,
        long trimOfTop,
        List<Pin> pins) {
    public Holes {
        pins = List.copyOf(pins);
    }
}
