package lacuna.report.top;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lacuna.report.text.Canvas;
import lacuna.report.text.Printable;
import lacuna.watch.sample.GroupBy;
import lacuna.watch.sample.HostView;
import org.jline.utils.NonBlockingReader;

/**
 * The live view: takes a look, draws it, and answers keys until the next look is due. The terminal is given back as it
 * was, also when Lacuna is ended by a signal.
 */
public final class TopScreen {
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K\r\n";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final int END_OF_INPUT = -1;
    private static final int ESCAPE = 27;
    private static final int ENTER_KEY = '\r';
    private static final int BACKSPACE = 127;
    private static final int INTERRUPT = 3;
    private static final int PUT_ASIDE = 26;
    private static final long AFTER_ESCAPE_MILLIS = 20;

    private static final List<String> HELP = List.of(
            "p PSS   u USS   r RSS   a anonymous   f file   h shared   w swap   t threads   e age   g growth   n name",
            "s next sort column      b next grouping      tab processes or groups     / filter by name     esc no filter",
            "up, down, page up, page down scroll     space pause     ? this help     q quit",
            "",
            "PSS shares a page among those who map it, USS counts only what one process has alone, RSS counts all it maps.",
            "~ marks figures of an earlier look: exact ones are costly to ask for, so their turn comes by a budget.");

    private enum Table {
        PROCESSES,
        GROUPS
    }

    private final Supplier<HostView> looks;
    private final Duration refresh;
    private final Canvas style;

    private Selection selection;
    private Table table = Table.PROCESSES;
    private Optional<StringBuilder> typing = Optional.empty();
    private boolean help;
    private boolean paused;
    private boolean done;
    private int from;

    public TopScreen(Supplier<HostView> looks, Selection selection, Duration refresh, Canvas style) {
        this.looks = looks;
        this.selection = selection;
        this.refresh = refresh;
        this.style = style;
    }

    /** Runs until the user quits. */
    public void run() throws IOException {
        try (LentTerminal terminal = LentTerminal.take()) {
            loop(terminal);
        }
    }

    private void loop(LentTerminal terminal) throws IOException {
        NonBlockingReader keys = terminal.keys();
        HostView view = looks.get();
        while (!done) {
            draw(terminal, view);
            long due = System.nanoTime() + refresh.toNanos();
            for (long left = refresh.toMillis(); left > 0 && !done; left = (due - System.nanoTime()) / 1_000_000) {
                int key = keys.read(left);
                if (key == END_OF_INPUT) {
                    done = true;
                } else if (key == PUT_ASIDE) {
                    terminal.putAside();
                    draw(terminal, view);
                } else if (key != NonBlockingReader.READ_EXPIRED) {
                    press(key, keys, terminal.height());
                    draw(terminal, view);
                }
            }
            if (!paused && !done) {
                view = looks.get();
            }
        }
    }

    private void press(int key, NonBlockingReader keys, int height) throws IOException {
        if (typing.isPresent()) {
            type(key, typing.get());
            return;
        }
        switch (key) {
            case 'q', INTERRUPT -> done = true;
            case 'p' -> sort(Column.PSS);
            case 'u' -> sort(Column.USS);
            case 'r' -> sort(Column.RSS);
            case 'a' -> sort(Column.ANON);
            case 'f' -> sort(Column.FILE);
            case 'h' -> sort(Column.SHMEM);
            case 'w' -> sort(Column.SWAP);
            case 't' -> sort(Column.THREADS);
            case 'e' -> sort(Column.AGE);
            case 'g' -> sort(Column.GROWTH);
            case 'n' -> sort(Column.NAME);
            case 's' -> sort(Column.values()[(selection.sort().ordinal() + 1) % Column.values().length]);
            case 'b' ->
                selection = selection.groupedBy(
                        GroupBy.values()[(selection.groupBy().ordinal() + 1) % GroupBy.values().length]);
            case '\t' -> {
                table = table == Table.PROCESSES ? Table.GROUPS : Table.PROCESSES;
                from = 0;
            }
            case '/' -> typing = Optional.of(new StringBuilder());
            case ' ' -> paused = !paused;
            case '?' -> help = !help;
            case ESCAPE -> escape(keys, height);
            default -> {}
        }
    }

    private void sort(Column column) {
        selection = selection.sortedBy(column);
        from = 0;
    }

    private void type(int key, StringBuilder text) {
        switch (key) {
            case ENTER_KEY, '\n' -> typing = Optional.empty();
            case ESCAPE, INTERRUPT -> {
                typing = Optional.empty();
                selection = selection.named(Optional.empty());
            }
            case BACKSPACE, '\b' -> text.setLength(Math.max(0, text.length() - 1));
            default -> text.append(key >= ' ' ? Character.toString(key) : "");
        }
        if (typing.isPresent()) {
            selection = selection.named(Optional.of(text.toString()).filter(typed -> !typed.isEmpty()));
            from = 0;
        }
    }

    /** An escape alone takes the filter away; followed by a bracket it is an arrow or a page key. */
    private void escape(NonBlockingReader keys, int height) throws IOException {
        int bracket = keys.read(AFTER_ESCAPE_MILLIS);
        if (bracket != '[' && bracket != 'O') {
            selection = selection.named(Optional.empty());
            return;
        }
        int page = Math.max(1, height - 8);
        switch (keys.read(AFTER_ESCAPE_MILLIS)) {
            case 'A' -> from--;
            case 'B' -> from++;
            case 'H' -> from = 0;
            case '5' -> {
                keys.read(AFTER_ESCAPE_MILLIS);
                from -= page;
            }
            case '6' -> {
                keys.read(AFTER_ESCAPE_MILLIS);
                from += page;
            }
            default -> {}
        }
        from = Math.max(0, from);
    }

    private void draw(LentTerminal terminal, HostView view) {
        int height = Math.max(10, terminal.height());
        Canvas canvas = new Canvas(Math.max(40, terminal.width()), style.ink(), style.glyphs());
        TopText text = new TopText(canvas, "arrow keys scroll");
        List<String> lines = new ArrayList<>(text.header(view));
        lines.add(status(canvas));
        List<String> foot = help ? HELP : text.footnotes(view);
        int rows = Math.max(1, height - lines.size() - foot.size() - 3);
        from = Math.min(from, Math.max(0, count(view) - rows));
        lines.addAll(
                table == Table.GROUPS
                        ? text.groupTable(selection.groups(view), rows)
                        : text.processTable(selection.processes(view), view.at(), from, rows));
        lines.addAll(foot);
        StringBuilder screen = new StringBuilder(HOME);
        for (String line : lines.subList(0, Math.min(lines.size(), height - 1))) {
            screen.append(line).append(END_OF_LINE);
        }
        terminal.print(screen.append(REST_OF_SCREEN).toString());
    }

    private int count(HostView view) {
        return table == Table.GROUPS
                ? selection.groups(view).size()
                : selection.processes(view).size();
    }

    private String status(Canvas canvas) {
        StringBuilder line = new StringBuilder();
        line.append(table == Table.GROUPS ? "groups by " + selection.groupBy() : "processes");
        line.append(" sorted by ").append(selection.sort().word());
        selection
                .name()
                .ifPresent(name ->
                        line.append(", named *").append(Printable.of(name)).append('*'));
        typing.ifPresent(text ->
                line.append("   filter: ").append(Printable.of(text.toString())).append('_'));
        line.append(paused ? "   PAUSED" : "").append("   ? help  q quit");
        return canvas.ink().faint(canvas.fit(line.toString(), canvas.columns()));
    }
}
