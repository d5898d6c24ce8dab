package lacuna.linux.call;

/** Takes runs of pages, as primitives, in ascending order of address. */
@FunctionalInterface
public interface ResidencySink {
    /**
     * {@code pages} pages from {@code address} on, present or swapped, all with the same {@code flags} of {@link
     * PageFlag}. Pages that are neither are not told. Two runs that touch differ in their flags.
     */
    void run(long address, long pages, int flags);
}
