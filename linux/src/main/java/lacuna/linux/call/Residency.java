package lacuna.linux.call;

/**
 * Which pages of a live process are where: its page tables, as runs. Reading them changes nothing in the target; the
 * only cost is its mmap lock, which {@link Pace} keeps small.
 *
 * <p>For one thread at a time. Two sources, which agree on what both tell: the ioctl PAGEMAP_SCAN (kernel 6.7 and later), which skips what was
 * never touched and tells zero and huge pages, and the words of /proc/PID/pagemap, which tell whether a page is
 * exclusive. What a source does not {@link #tells tell} is unknown, not false.
 */
public sealed interface Residency extends AutoCloseable permits PagemapScan, PagemapWords {
    enum Source {
        PAGEMAP_SCAN,
        PAGEMAP
    }

    /** The best source of this kernel. */
    static Access<Residency> open(int pid, Pace pace) {
        return ResidencySources.open(pid, pace);
    }

    /** The source that tells {@link PageFlag#EXCLUSIVE}. */
    static Access<Residency> openTellingExclusive(int pid, Pace pace) {
        return ResidencySources.openWords(pid, pace);
    }

    Source source();

    /** The {@link PageFlag}s that this source knows of. */
    int told();

    /** Whether this source knows of all of {@code flags}. */
    default boolean tells(int flags) {
        return (told() & flags) == flags;
    }

    /**
     * Pours the present and swapped pages of {@code [start, end)}, both multiples of the page size, into {@code sink}.
     * Returns 0, or -errno after pouring what came before. A process that has ended has no pages, or is -ESRCH; who must
     * know asks {@link PidFd}. The kernel's half of the addresses (the vsyscall page) has none either.
     */
    int pour(long start, long end, ResidencySink sink);

    /** The sums of {@code [start, end)}. */
    default Access<ResidencyTotals> totals(long start, long end) {
        ResidencyTotals totals = new ResidencyTotals(told());
        int result = pour(start, end, totals);
        return result < 0 ? new Access.Refused<>(Refusal.ofReading(-result)) : new Access.Granted<>(totals);
    }

    @Override
    void close();
}
