package lacuna.report.top;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import lacuna.watch.sample.GroupView;
import lacuna.watch.sample.ProcessView;

/** What {@code top} can show and sort by. Figures sort from the greatest, words from A; the unknown stands last. */
public enum Column {
    PSS(ProcessView::pss, GroupView::pss),
    USS(ProcessView::uss, GroupView::uss),
    RSS(ProcessView::rss, GroupView::rss),
    ANON(process -> process.resident().anon(), GroupView::anon),
    FILE(process -> process.resident().file(), GroupView::file),
    SHMEM(process -> process.resident().shmem(), GroupView::shmem),
    SWAP(process -> process.resident().swap(), GroupView::swap),
    THREADS(process -> OptionalLong.of(process.threads()), group -> OptionalLong.of(group.threads())),
    AGE(Column::ageMillis, group -> OptionalLong.empty()),
    GROWTH(ProcessView::growthBytes, GroupView::growth),
    PID(process -> OptionalLong.of(-process.pid()), group -> OptionalLong.of(group.processes())),
    USER(Column::noFigure, Column::noFigure),
    UNIT(Column::noFigure, Column::noFigure),
    NAME(Column::noFigure, Column::noFigure);

    private static final Comparator<OptionalLong> GREATEST_FIRST =
            Comparator.comparingLong(figure -> figure.isPresent() ? -figure.getAsLong() : Long.MAX_VALUE);

    private final Function<ProcessView, OptionalLong> ofProcess;
    private final Function<GroupView, OptionalLong> ofGroup;

    Column(Function<ProcessView, OptionalLong> ofProcess, Function<GroupView, OptionalLong> ofGroup) {
        this.ofProcess = ofProcess;
        this.ofGroup = ofGroup;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The order of rows when sorted by this column; processes with equal figures stand by size, then by pid. */
    public Comparator<ProcessView> order() {
        Comparator<ProcessView> byThis =
                switch (this) {
                    case USER -> Comparator.comparing(ProcessView::user);
                    case UNIT ->
                        Comparator.comparing(process -> process.membership().unit().orElse("\uffff"));
                    case NAME -> Comparator.comparing(ProcessView::name);
                    case PSS, USS, RSS, ANON, FILE, SHMEM, SWAP, THREADS, AGE, GROWTH, PID ->
                        Comparator.comparing(ofProcess, GREATEST_FIRST);
                };
        return byThis.thenComparing(ProcessView::rss, GREATEST_FIRST).thenComparing(ProcessView::pid);
    }

    /** The same for groups; a column that groups do not have sorts them by their name. */
    public Comparator<GroupView> groupOrder() {
        Comparator<GroupView> byThis =
                switch (this) {
                    case USER, UNIT, NAME, AGE -> Comparator.comparing(group -> group.key().name());
                    case PSS, USS, RSS, ANON, FILE, SHMEM, SWAP, THREADS, GROWTH, PID ->
                        Comparator.comparing(ofGroup, GREATEST_FIRST);
                };
        return byThis.thenComparing(GroupView::rss, GREATEST_FIRST)
                .thenComparing(group -> group.key().name());
    }

    /** The oldest first: the earliest start is the greatest age. */
    private static OptionalLong ageMillis(ProcessView process) {
        return process.startedAt()
                .map(start -> OptionalLong.of(-start.toEpochMilli()))
                .orElse(OptionalLong.empty());
    }

    private static <T> OptionalLong noFigure(T view) {
        return OptionalLong.empty();
    }
}
