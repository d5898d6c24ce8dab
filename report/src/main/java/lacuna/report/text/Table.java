package lacuna.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Rows in aligned columns. Figures stand right, words left; the last column takes what room is left and is cut there. On
 * a narrow terminal the columns marked as expendable go, the greatest rank first; a column that says nothing goes always.
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_LAST_COLUMN = 12;
    private static final int LEAST_OF_ALL = 6;

    private enum Side {
        LEFT,
        RIGHT
    }

    private record Column(String title, Side side, int expendable, Set<String> nothing) {}

    private record Row(List<String> cells, UnaryOperator<String> paint) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private int leastLastColumn = LEAST_LAST_COLUMN;

    /** A column of figures. */
    public Table figure(String title) {
        columns.add(new Column(title, Side.RIGHT, 0, Set.of()));
        return this;
    }

    /** A column of words. */
    public Table word(String title) {
        columns.add(new Column(title, Side.LEFT, 0, Set.of()));
        return this;
    }

    /** The column added last may be left out where room is short; the greatest {@code rank} goes first. */
    public Table expendable(int rank) {
        Column last = columns.removeLast();
        columns.add(new Column(last.title(), last.side(), rank, last.nothing()));
        return this;
    }

    /** Expendable columns go for as long as the last one would have fewer than {@code columns}. */
    public Table roomForLast(int columns) {
        leastLastColumn = columns;
        return this;
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** The column added last is left out where no row says anything in it but one of {@code nothing}. */
    public Table unlessAll(String... nothing) {
        Column last = columns.removeLast();
        columns.add(new Column(last.title(), last.side(), last.expendable(), Set.of(nothing)));
        return this;
    }

    public Table row(List<String> cells) {
        return row(UnaryOperator.identity(), cells);
    }

    /** A row whose finished line is painted by {@code paint}. */
    public Table row(UnaryOperator<String> paint, List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(new Row(cells.stream().map(Printable::of).toList(), paint));
        return this;
    }

    /** The heading and the rows, one line each. */
    public List<String> lines(Canvas canvas) {
        int[] widths = widths();
        boolean[] shown = chooseColumns(widths, canvas.columns());
        List<String> lines = new ArrayList<>(rows.size() + 1);
        List<String> titles = columns.stream().map(Column::title).toList();
        lines.add(canvas.ink().heading(line(titles, widths, shown, canvas)));
        for (Row row : rows) {
            lines.add(row.paint().apply(line(row.cells(), widths, shown, canvas)));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Printable.width(columns.get(i).title());
            for (Row row : rows) {
                widths[i] = Math.max(widths[i], Printable.width(row.cells().get(i)));
            }
        }
        return widths;
    }

    private boolean[] chooseColumns(int[] widths, int room) {
        boolean[] shown = new boolean[widths.length];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = saysSomething(i);
        }
        int last = widths.length - 1;
        while (total(widths, shown) - widths[last] + Math.min(widths[last], leastLastColumn) > room) {
            int victim = -1;
            for (int i = 0; i < widths.length; i++) {
                int rank = columns.get(i).expendable();
                if (shown[i]
                        && rank > 0
                        && (victim < 0 || rank > columns.get(victim).expendable())) {
                    victim = i;
                }
            }
            if (victim < 0) {
                break;
            }
            shown[victim] = false;
        }
        dropToKeepWidth(widths, shown, room);
        return shown;
    }

    /** The least that helps is the first column and what it is of: on the narrowest screens those between go too. */
    private static void dropToKeepWidth(int[] widths, boolean[] shown, int room) {
        int last = widths.length - 1;
        for (int i = last - 1; i > 0; i--) {
            if (total(widths, shown) - widths[last] + Math.min(widths[last], LEAST_OF_ALL) <= room) {
                return;
            }
            shown[i] = false;
        }
    }

    private boolean saysSomething(int column) {
        Set<String> nothing = columns.get(column).nothing();
        return nothing.isEmpty()
                || rows.isEmpty()
                || rows.stream().anyMatch(row -> !nothing.contains(row.cells().get(column)));
    }

    private static int total(int[] widths, boolean[] shown) {
        int total = -GAP.length();
        for (int i = 0; i < widths.length; i++) {
            total += shown[i] ? widths[i] + GAP.length() : 0;
        }
        return total;
    }

    private String line(List<String> cells, int[] widths, boolean[] shown, Canvas canvas) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        int last = cells.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (!shown[i]) {
                continue;
            }
            String cell = i == last ? canvas.fit(cells.get(i), Math.max(0, canvas.columns() - used)) : cells.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - Printable.width(cell)));
            boolean right = columns.get(i).side() == Side.RIGHT;
            line.append(right ? padding : "").append(cell);
            if (i < last) {
                line.append(right ? "" : padding).append(GAP);
            }
            used += widths[i] + GAP.length();
        }
        return canvas.fit(line.toString().stripTrailing(), canvas.columns());
    }
}
