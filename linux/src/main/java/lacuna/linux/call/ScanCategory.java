package lacuna.linux.call;

/** Decodes the PAGE_IS_* categories of a region that PAGEMAP_SCAN found (include/uapi/linux/fs.h). */
final class ScanCategory {
    static final long FILE = 1L << 2;
    static final long PRESENT = 1L << 3;
    static final long SWAPPED = 1L << 4;
    static final long PFNZERO = 1L << 5;
    static final long HUGE = 1L << 6;
    // Since 6.15; a kernel that does not know it answers EINVAL to a mask that has it.
    static final long GUARD = 1L << 8;

    static final long POPULATED = PRESENT | SWAPPED;
    static final long WANTED = FILE | PRESENT | SWAPPED | PFNZERO | HUGE;

    /** What a region can tell. No category says whether a page is exclusive. */
    static final int TOLD = PageFlag.PRESENT | PageFlag.SWAPPED | PageFlag.FILE | PageFlag.ZERO | PageFlag.HUGE;

    private ScanCategory() {}

    /** The {@link PageFlag}s of {@code categories}; 0 for pages that are neither present nor swapped. */
    static int flags(long categories) {
        if ((categories & GUARD) != 0 || (categories & POPULATED) == 0) {
            return 0;
        }
        int flags = 0;
        if ((categories & PRESENT) != 0) {
            flags |= PageFlag.PRESENT;
        }
        if ((categories & SWAPPED) != 0) {
            flags |= PageFlag.SWAPPED;
        }
        if ((categories & FILE) != 0) {
            flags |= PageFlag.FILE;
        }
        if ((categories & PFNZERO) != 0) {
            flags |= PageFlag.ZERO;
        }
        if ((categories & HUGE) != 0) {
            flags |= PageFlag.HUGE;
        }
        return flags;
    }
}
