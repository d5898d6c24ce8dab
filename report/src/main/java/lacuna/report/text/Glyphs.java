package lacuna.report.text;

/** The signs that a terminal can show: block elements where its locale is UTF-8, letters where it is not. */
public enum Glyphs {
    ASCII("#", "-", "~", "_.:-=+*#", "..", "!", ""),
    UNICODE("█", "─", "·", "▁▂▃▄▅▆▇█", "…", "▲", "▏▎▍▌▋▊▉");

    private final String full;
    private final String line;
    private final String faint;
    private final String steps;
    private final String ellipsis;
    private final String attention;
    private final String eighths;

    Glyphs(String full, String line, String faint, String steps, String ellipsis, String attention, String eighths) {
        this.full = full;
        this.line = line;
        this.faint = faint;
        this.steps = steps;
        this.ellipsis = ellipsis;
        this.attention = attention;
        this.eighths = eighths;
    }

    public String ellipsis() {
        return ellipsis;
    }

    public String attention() {
        return attention;
    }

    public String line(int columns) {
        return line.repeat(Math.max(0, columns));
    }

    /** The share {@code part/whole} as a bar of at most {@code columns}; what is more than nothing is seen. */
    public String bar(long part, long whole, int columns) {
        if (part <= 0 || whole <= 0) {
            return "";
        }
        double length = Math.min(1.0, (double) part / whole) * columns;
        int whole8 = (int) length;
        String bar = full.repeat(whole8);
        if (eighths.isEmpty()) {
            return bar.isEmpty() ? faint : bar;
        }
        int rest = (int) ((length - whole8) * 8);
        return rest > 0 ? bar + eighths.charAt(rest - 1) : bar.isEmpty() ? eighths.substring(0, 1) : bar;
    }

    /** A series as a line of steps between its own least and greatest value; a flat one stays on the ground. */
    public String sparkline(long[] series) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (long value : series) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        StringBuilder line = new StringBuilder(series.length);
        for (long value : series) {
            double height = greatest == least ? 0 : (double) (value - least) / (greatest - least);
            line.append(steps.charAt((int) Math.round(height * (steps.length() - 1))));
        }
        return line.toString();
    }
}
