package lacuna.report.top;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Counted;
import lacuna.report.text.Durations;
import lacuna.report.text.Table;
import lacuna.watch.sample.Coverage;
import lacuna.watch.sample.GroupView;
import lacuna.watch.sample.Growth;
import lacuna.watch.sample.HostView;
import lacuna.watch.sample.ProcessView;

/** The text of {@code top}: the host, the groups, the processes, and what the figures are worth. */
public final class TopText {
    private static final String UNKNOWN = "-";
    private static final int SPARKLINE_COLUMNS = 16;

    private final Canvas canvas;
    private final String whereTheRestIs;

    /** {@code whereTheRestIs} tells how to see the rows that have no room. */
    public TopText(Canvas canvas, String whereTheRestIs) {
        this.canvas = canvas;
        this.whereTheRestIs = whereTheRestIs;
    }

    /** One look as a page: at most {@code rows} processes and half as many groups. */
    public List<String> page(HostView view, Selection selection, int rows) {
        List<GroupView> groups = selection.groups(view);
        List<ProcessView> processes = selection.processes(view);
        List<String> lines = new ArrayList<>(header(view));
        lines.add("");
        lines.addAll(groupTable(groups, rows / 2 + rows % 2));
        lines.add("");
        lines.addAll(processTable(processes, view.at(), 0, rows));
        lines.add("");
        lines.addAll(footnotes(view));
        return lines;
    }

    /** The three lines about the host. */
    public List<String> header(HostView view) {
        return HostHeader.lines(view, canvas);
    }

    public List<String> groupTable(List<GroupView> groups, int rows) {
        Table table = figures()
                .figure("THREADS")
                .expendable(3)
                .figure("GROWTH")
                .expendable(1)
                .unlessAll(UNKNOWN)
                .figure("PROCESSES")
                .word("BY")
                .expendable(8)
                .word("GROUP");
        for (GroupView group : groups.subList(0, Math.min(rows, groups.size()))) {
            table.row(
                    (group.withoutPss() > 0 && group.pss().isPresent() ? ">" : "") + size(group.pss()),
                    size(group.uss()),
                    size(group.rss()),
                    size(group.anon()),
                    size(group.file()),
                    size(group.shmem()),
                    size(group.swap()),
                    Integer.toString(group.threads()),
                    growth(group.growth()),
                    Integer.toString(group.processes()),
                    group.key().kind().word(),
                    group.key().name());
        }
        return withRest(table.lines(canvas), groups.size() - rows, "group");
    }

    /** The columns that groups and processes share. */
    private static Table figures() {
        return new Table()
                .figure("PSS")
                .figure("USS")
                .expendable(2)
                .figure("RSS")
                .figure("ANON")
                .expendable(4)
                .figure("FILE")
                .expendable(6)
                .figure("SHMEM")
                .expendable(7)
                .unlessAll("0 B", UNKNOWN)
                .figure("SWAP")
                .expendable(5)
                .unlessAll("0 B", UNKNOWN);
    }

    /** Rows {@code from} to {@code from + rows} of {@code processes}. */
    public List<String> processTable(List<ProcessView> processes, Instant now, int from, int rows) {
        Table table = figures()
                .figure("THREADS")
                .expendable(9)
                .figure("AGE")
                .expendable(3)
                .figure("GROWTH")
                .expendable(1)
                .unlessAll(UNKNOWN)
                .word("")
                .expendable(8)
                .unlessAll("")
                .figure("PID")
                .word("USER")
                .expendable(10)
                .word("NAME");
        int begin = Math.min(from, processes.size());
        int end = begin + Math.min(rows, processes.size() - begin);
        for (ProcessView process : processes.subList(begin, end)) {
            String mark = process.rollup().isPresent() && !process.exactNow() ? "~" : "";
            table.row(
                    paint(process),
                    List.of(
                            mark + size(process.pss()),
                            mark + size(process.uss()),
                            size(process.rss()),
                            size(process.resident().anon()),
                            size(process.resident().file()),
                            size(process.resident().shmem()),
                            size(process.resident().swap()),
                            Integer.toString(process.threads()),
                            process.startedAt()
                                    .map(start -> Durations.of(Duration.between(start, now)))
                                    .orElse(UNKNOWN),
                            growth(process.growthBytes()),
                            sparkline(process.growth()),
                            Integer.toString(process.pid()),
                            process.user(),
                            name(process)));
        }
        return withRest(table.lines(canvas), processes.size() - end, "process");
    }

    /** What the reader must know to trust the figures. */
    public List<String> footnotes(HostView view) {
        Coverage coverage = view.coverage();
        List<String> notes = new ArrayList<>();
        notes.add("PSS and USS of " + coverage.exactNow() + " of "
                + Counted.of(coverage.processes(), "process") + " are exact as of now"
                + (coverage.exactEarlier() == 0
                        ? ""
                        : ", ~ of " + coverage.exactEarlier() + " as of up to " + Durations.of(coverage.oldestRollup())
                                + " ago")
                + "; reading them took " + Durations.of(coverage.spentOnRollups()) + ".");
        if (coverage.denied() > 0) {
            notes.add("The kernel does not show those of " + Counted.of(coverage.denied(), "process")
                    + ": needs CAP_SYS_PTRACE (sudo), unless a security module forbids it.");
        }
        if (coverage.tooLarge() > 0) {
            notes.add("Left alone, being so large that reading would stall them: "
                    + Counted.of(coverage.tooLarge(), "process") + "; --largest raises the bound.");
        }
        if (coverage.notYet() > 0) {
            notes.add("Not read within the budget: " + Counted.of(coverage.notYet(), "process")
                    + "; --budget grants more.");
        }
        return notes.stream()
                .map(note -> canvas.ink().faint(canvas.fit(note, canvas.columns())))
                .toList();
    }

    private List<String> withRest(List<String> lines, int left, String what) {
        if (left > 0) {
            lines.add(canvas.ink()
                    .faint(canvas.fit(
                            "and " + Counted.of(left, "more " + what) + " (" + whereTheRestIs + ")",
                            canvas.columns())));
        }
        return lines;
    }

    private UnaryOperator<String> paint(ProcessView process) {
        return process.state() == 'Z' || process.state() == 'X' ? canvas.ink()::faint : UnaryOperator.identity();
    }

    private static String name(ProcessView process) {
        String of = process.membership()
                .pool()
                .map(pool -> "  pool " + pool)
                .or(() -> process.membership().unit().map(unit -> "  " + unit))
                .orElse("");
        return process.name() + of;
    }

    private static String size(OptionalLong bytes) {
        return bytes.isPresent() ? ByteSize.of(bytes.getAsLong()) : UNKNOWN;
    }

    private static String growth(OptionalLong bytes) {
        return bytes.isPresent() ? ByteSize.signed(bytes.getAsLong()) : UNKNOWN;
    }

    private String sparkline(Optional<Growth> growth) {
        return growth.map(g -> canvas.glyphs().sparkline(g.series().last(SPARKLINE_COLUMNS)))
                .orElse("");
    }
}
