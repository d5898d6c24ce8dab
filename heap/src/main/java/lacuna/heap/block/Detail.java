package lacuna.heap.block;

import java.util.List;

/**
 * A table in an allocator's own terms: bins, pools, extents, regions. Whoever draws it needs to know nothing of the
 * allocator.
 *
 * @param name one word for machines: "bins"
 * @param title what the rows are, for people: "SIZE CLASSES OF PHP"
 */
public record Detail(String name, String title, List<Column> columns, List<Row> rows) {
    /** What stands in a column, by a name for machines: the screen shows it in capitals and with spaces. */
    public record Column(String name, Unit unit) {}

    /** A row: its label, and a value for each column. */
    public record Row(String label, List<Long> values) {
        public Row {
            values = List.copyOf(values);
        }
    }

    public Detail {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.values().size() != columns.size()) {
                throw new IllegalArgumentException(
                        name + ": a row of " + row.values().size() + " values");
            }
        }
    }
}
