package lacuna.report.top;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalLong;
import lacuna.watch.sample.GroupView;
import lacuna.watch.sample.ProcessView;

/** What {@code top} can show and sort by. Figures sort from the greatest, words from A; the unknown stands last. */
public enum Column {
    PSS,
    USS,
    RSS,
    ANON,
    FILE,
    SHMEM,
    SWAP,
    THREADS,
    AGE,
    GROWTH,
    PID,
    USER,
    UNIT,
    NAME;

    private static final String AFTER_ALL_WORDS = "\uffff";

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As it is written on a command line. */
    @Override
    public String toString() {
        return word();
    }

    /** The order of rows when sorted by this column; processes with equal figures stand by size, then by pid. */
    public Comparator<ProcessView> order() {
        Comparator<ProcessView> byThis = Comparator.comparingLong(process -> greatestFirst(figure(process)));
        return byThis.thenComparing(this::word)
                .thenComparingLong(process -> greatestFirst(process.rss()))
                .thenComparingInt(ProcessView::pid);
    }

    /** The same for groups; a column that groups do not have sorts them by their name. */
    public Comparator<GroupView> groupOrder() {
        Comparator<GroupView> byThis = Comparator.comparingLong(group -> greatestFirst(figure(group)));
        return this == NAME || this == USER || this == UNIT || this == AGE
                ? Comparator.comparing(group -> group.key().name())
                : byThis.thenComparingLong(group -> greatestFirst(group.rss()))
                        .thenComparing(group -> group.key().name());
    }

    private static long greatestFirst(OptionalLong figure) {
        return figure.isPresent() ? -figure.getAsLong() : Long.MAX_VALUE;
    }

    /** The word to sort by; the same for all rows of a column of figures. */
    private String word(ProcessView process) {
        return switch (this) {
            case USER -> process.user();
            case UNIT -> process.membership().unit().orElse(AFTER_ALL_WORDS);
            case NAME -> process.name();
            case PSS, USS, RSS, ANON, FILE, SHMEM, SWAP, THREADS, AGE, GROWTH, PID -> "";
        };
    }

    /** The figure to sort by, greatest first: the oldest process has the greatest age, so the earliest start. */
    private OptionalLong figure(ProcessView process) {
        return switch (this) {
            case PSS -> process.pss();
            case USS -> process.uss();
            case RSS -> process.rss();
            case ANON -> process.resident().anon();
            case FILE -> process.resident().file();
            case SHMEM -> process.resident().shmem();
            case SWAP -> process.resident().swap();
            case THREADS -> OptionalLong.of(process.threads());
            case GROWTH -> process.growthBytes();
            case PID -> OptionalLong.of(-process.pid());
            case AGE ->
                process.startedAt()
                        .map(start -> OptionalLong.of(-start.toEpochMilli()))
                        .orElse(OptionalLong.empty());
            case USER, UNIT, NAME -> OptionalLong.empty();
        };
    }

    private OptionalLong figure(GroupView group) {
        return switch (this) {
            case PSS -> group.pss();
            case USS -> group.uss();
            case RSS -> group.rss();
            case ANON -> group.anon();
            case FILE -> group.file();
            case SHMEM -> group.shmem();
            case SWAP -> group.swap();
            case THREADS -> OptionalLong.of(group.threads());
            case GROWTH -> group.growth();
            case PID -> OptionalLong.of(group.processes());
            case AGE, USER, UNIT, NAME -> OptionalLong.empty();
        };
    }
}
