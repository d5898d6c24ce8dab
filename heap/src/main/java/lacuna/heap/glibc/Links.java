package lacuna.heap.glibc;

/** How the single links of thread caches and fast bins are stored. */
enum Links {
    PLAIN,
    /** Since 2.32: mixed with the address that the link is stored at. */
    PROTECTED;

    private static final int PAGE_SHIFT = 12;

    /** The link that is stored as {@code stored} at {@code address}. */
    long next(long address, long stored) {
        return switch (this) {
            case PLAIN -> stored;
            case PROTECTED -> stored ^ (address >>> PAGE_SHIFT);
        };
    }
}
