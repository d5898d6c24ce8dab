package lacuna.heap.ledger;

import java.util.OptionalInt;
import lacuna.heap.block.BlockState;

/**
 * The block that keeps a heap from shrinking: the last in use below the top of a heap, with free memory under it.
 *
 * @param thread the thread whose cache it is in, or is
 * @param below the free bytes directly below it, which would join the top if it were freed
 */
public record Pin(long address, long size, BlockState state, OptionalInt thread, long below) {}
