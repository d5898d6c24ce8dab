package lacuna.doctor.verdict;

import java.util.Locale;

/** What can be wrong with a process's memory, or not; each with its page in docs/verdicts. */
public enum Verdict {
    LEAK("leak-like growth"),
    ARENA_SPRAWL("arena sprawl"),
    RETENTION("retention"),
    FRAGMENTATION("fragmentation"),
    THP_BLOAT("huge-page bloat"),
    SWAPPED("swapped out"),
    PAGE_TABLES("page tables"),
    STACKS("thread stacks"),
    SHARED_MEMORY("shared memory"),
    NOT_PRIVATE("not private"),
    KERNEL("kernel memory"),
    UNKNOWN("can't tell yet"),
    WARMING_UP("warming up"),
    BIG_LIVE("big but live"),
    HEALTHY("healthy");

    private final String title;

    Verdict(String title) {
        this.title = title;
    }

    /** As people call it. */
    public String title() {
        return title;
    }

    /** The fixed word: "arena-sprawl". */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether something can be won by acting on it. */
    public boolean isFinding() {
        return switch (this) {
            case LEAK,
                    ARENA_SPRAWL,
                    RETENTION,
                    FRAGMENTATION,
                    THP_BLOAT,
                    SWAPPED,
                    PAGE_TABLES,
                    STACKS,
                    SHARED_MEMORY,
                    NOT_PRIVATE,
                    KERNEL -> true;
            case UNKNOWN, WARMING_UP, BIG_LIVE, HEALTHY -> false;
        };
    }
}
