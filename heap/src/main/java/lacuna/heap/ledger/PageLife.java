package lacuna.heap.ledger;

/** What lives on a page of a heap. */
public enum PageLife {
    /** Nothing but blocks in use. */
    LIVE_FULL("live, all of the page"),
    LIVE_MOST("live, half of the page or more"),
    LIVE_SOME("live, less than half of it"),
    LIVE_LITTLE("live, less than an eighth of it"),
    CACHED("cached, nothing live"),
    FREE("free, nothing live: a hole"),
    LAZILY_FREED("free, the kernel may take it"),
    TOP("top"),
    OVERHEAD("the allocator's own"),
    FOREIGN("foreign, within its bounds"),
    /** Of freed blocks only, and not in memory. */
    FREE_ABSENT("free, not in memory"),
    /** Of blocks in use, and not in memory: never touched, or swapped out. */
    LIVE_ABSENT("in use, not in memory"),
    /** Stands for many pages that are not in memory. */
    LEFT_OUT("more that is not in memory");

    private static final PageLife[] ALL = values();

    private final String words;

    PageLife(String words) {
        this.words = words;
    }

    static int count() {
        return ALL.length;
    }

    static PageLife at(int ordinal) {
        return ALL[ordinal];
    }

    public String words() {
        return words;
    }

    public boolean isResident() {
        return switch (this) {
            case LIVE_FULL, LIVE_MOST, LIVE_SOME, LIVE_LITTLE, CACHED, FREE, LAZILY_FREED, TOP, OVERHEAD, FOREIGN ->
                true;
            case FREE_ABSENT, LIVE_ABSENT, LEFT_OUT -> false;
        };
    }
}
