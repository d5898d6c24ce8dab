package lacuna.report.text;

/** What there is to draw on: columns, colour, signs. */
public record Canvas(int columns, Ink ink, Glyphs glyphs) {
    /** Plain text of a fixed width, as for a pipe. */
    public static Canvas plain(int columns) {
        return new Canvas(columns, Ink.PLAIN, Glyphs.UNICODE);
    }

    public String fit(String text, int width) {
        return Printable.fit(text, width, glyphs.ellipsis());
    }
}
