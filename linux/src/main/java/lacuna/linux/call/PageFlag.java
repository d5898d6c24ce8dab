package lacuna.linux.call;

/** What can be said of a page; bits of the {@code flags} that a {@link ResidencySink} takes. */
public final class PageFlag {
    /** In memory, and mapped by this process. */
    public static final int PRESENT = 1;
    /** In swap, or being moved. A swapped page of shared memory is not told at all: only its owner's file knows. */
    public static final int SWAPPED = 1 << 1;
    /** Belongs to a file or to shared memory; without it the page is private anonymous memory. */
    public static final int FILE = 1 << 2;
    /** No other process maps the page at this moment. */
    public static final int EXCLUSIVE = 1 << 3;
    /** The one page of zeros that the kernel lends to what was only read: present, yet no part of RSS. */
    public static final int ZERO = 1 << 4;
    /** Mapped as part of a huge page. */
    public static final int HUGE = 1 << 5;

    private PageFlag() {}
}
