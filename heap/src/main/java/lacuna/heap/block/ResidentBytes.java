package lacuna.heap.block;

/** Tells how much of a range of addresses is in memory. */
public interface ResidentBytes {
    /** The resident bytes of {@code [start, end)}. Cheapest when asked in ascending order. */
    long between(long start, long end);
}
