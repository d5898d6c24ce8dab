package lacuna.heap.block;

/** What a figure counts. */
public enum Unit {
    BYTES,
    COUNT,
    /** Thousandths of the whole. */
    PERMILLE,
    ADDRESS
}
