package lacuna.heap.ledger;

import lacuna.heap.block.BlockState;

/**
 * What the program has freed, is resident, and stays so when the allocator's release call is made, in resident bytes by
 * the reason. The reasons do not overlap.
 *
 * @param tops the wilderness at the ends of heaps, which the call does not reach
 * @param threadCaches what threads keep for themselves
 * @param pinned holes on pages that they share with blocks in use
 * @param wholePages pages that a hole covers wholly and that stay all the same: the allocator's own links are on them, or
 *     it has no call that gives them back
 */
public record Kept(long tops, long threadCaches, long pinned, long wholePages) {
    static final Kept NOTHING = new Kept(0, 0, 0, 0);

    static Kept of(RegionResidence region) {
        Holes holes = region.holes();
        long tops = Math.max(0, region.resident(BlockState.TOP) - holes.trimOfTop());
        long threadCaches = region.resident(BlockState.THREAD_CACHED);
        long rest = region.freedResident() - holes.trim() - tops - threadCaches;
        // Where a hole joins the top, the call can give back of a page that the hole alone did not cover.
        long pinned = Math.clamp(rest, 0, holes.pinned());
        return new Kept(tops, threadCaches, pinned, Math.max(0, rest - pinned));
    }

    Kept plus(Kept other) {
        return new Kept(
                tops + other.tops,
                threadCaches + other.threadCaches,
                pinned + other.pinned,
                wholePages + other.wholePages);
    }

    public long total() {
        return tops + threadCaches + pinned + wholePages;
    }
}
