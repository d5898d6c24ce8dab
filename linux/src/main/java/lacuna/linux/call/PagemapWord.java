package lacuna.linux.call;

/** Decodes one 64-bit word of /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst). */
final class PagemapWord {
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;
    private static final long FILE_OR_SHARED = 1L << 61;
    // Since 6.15. Kernels 6.13 and 6.14 have guard pages too, but show them as swapped and nothing more.
    private static final long GUARD = 1L << 58;
    private static final long EXCLUSIVE = 1L << 56;

    /** What such a word can tell. */
    static final int TOLD = PageFlag.PRESENT | PageFlag.SWAPPED | PageFlag.FILE | PageFlag.EXCLUSIVE;

    private PagemapWord() {}

    /** The word's {@link PageFlag}s; 0 for a page that is neither present nor swapped. */
    static int flags(long word) {
        if ((word & GUARD) != 0) {
            return 0;
        }
        int flags = 0;
        if ((word & PRESENT) != 0) {
            flags |= PageFlag.PRESENT;
        }
        if ((word & SWAPPED) != 0) {
            flags |= PageFlag.SWAPPED;
        }
        if (flags == 0) {
            return 0;
        }
        if ((word & FILE_OR_SHARED) != 0) {
            flags |= PageFlag.FILE;
        }
        if ((word & EXCLUSIVE) != 0) {
            flags |= PageFlag.EXCLUSIVE;
        }
        return flags;
    }
}
