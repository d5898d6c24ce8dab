package lacuna.heap.cpython;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lacuna.testbed.Target;

/**
 * What an interpreter says of itself: the lines of {@code sys._debugmallocstats()}.
 *
 * @param classes for each class its pools, live and available blocks
 * @param totals the lines that end in a number, by their words
 */
record OwnStatistics(Map<Integer, Row> classes, Map<String, Long> totals) {
    record Row(long size, long pools, long live, long available) {}

    private static final Pattern ROW = Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*");
    private static final Pattern TOTAL = Pattern.compile("(.*\\S)\\s+=\\s+([\\d,]+)");
    private static final Pattern UNUSED = Pattern.compile("(\\d+) unused pools \\* (\\d+) bytes");

    /** Reads what {@code target} prints up to "end". */
    static OwnStatistics of(Target target) {
        Map<Integer, Row> classes = new TreeMap<>();
        Map<String, Long> totals = new TreeMap<>();
        for (String line = target.nextLine(); !line.equals("end"); line = target.nextLine()) {
            Matcher row = ROW.matcher(line);
            Matcher total = TOTAL.matcher(line);
            if (row.matches()) {
                classes.put(
                        Integer.parseInt(row.group(1)),
                        new Row(number(row, 2), number(row, 3), number(row, 4), number(row, 5)));
            } else if (total.matches()) {
                Matcher unused = UNUSED.matcher(total.group(1));
                totals.putIfAbsent(
                        unused.matches() ? "unused pools" : total.group(1),
                        Long.parseLong(total.group(2).replace(",", "")));
            }
        }
        return new OwnStatistics(classes, totals);
    }

    long total(String words) {
        return totals.get(words);
    }

    private static long number(Matcher row, int group) {
        return Long.parseLong(row.group(group));
    }
}
