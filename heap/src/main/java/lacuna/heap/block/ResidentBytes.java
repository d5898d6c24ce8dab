package lacuna.heap.block;

/** Tells how much of a range of addresses is in memory. */
@FunctionalInterface
public interface ResidentBytes {
    /** The resident bytes of {@code [start, end)}. Cheapest when asked in ascending order. */
    long between(long start, long end);

    /** What another thread may ask at the same time. */
    default ResidentBytes another() {
        return this;
    }
}
