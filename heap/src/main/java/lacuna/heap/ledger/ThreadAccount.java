package lacuna.heap.ledger;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.block.HeapThread;

/**
 * A thread, and the memory that is its own.
 *
 * @param name by the kernel, "" when unknown
 * @param region the region of the heap that it allocates from, where that is known
 * @param cache the freed blocks that it keeps for itself, where that is known
 * @param stack the resident bytes of its stack, where that is known
 * @param pins the blocks in its cache that keep heaps from shrinking
 */
public record ThreadAccount(
        int tid,
        String name,
        OptionalInt region,
        Optional<HeapThread.Cache> cache,
        OptionalLong stack,
        List<Pin> pins) {
    public ThreadAccount {
        pins = List.copyOf(pins);
    }

    /** What would come back if it ended: its cache and its stack, as far as they are known. */
    public long own() {
        return cache.map(HeapThread.Cache::bytes).orElse(0L) + stack.orElse(0);
    }
}
