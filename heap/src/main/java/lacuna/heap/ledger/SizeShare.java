package lacuna.heap.ledger;

import lacuna.heap.block.Tally;

/**
 * What a heap has of sizes from {@code from} to {@code to}, both included. Holes are of the size of the whole hole, which
 * several freed blocks of smaller sizes may make up; {@code pinned} is what of these holes shares its pages with blocks in
 * use.
 */
public record SizeShare(long from, long to, Tally.Sum live, Tally.Sum freed, Tally.Sum holes, long pinned) {
    boolean isUsed() {
        return live.blocks() + freed.blocks() + holes.blocks() > 0;
    }
}
