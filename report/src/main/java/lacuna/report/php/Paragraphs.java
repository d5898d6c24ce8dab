package lacuna.report.php;

import java.util.ArrayList;
import java.util.List;
import lacuna.report.text.Canvas;
import lacuna.report.text.Printable;

/** Sentences of any length, broken at blanks to the width of the canvas. */
record Paragraphs(Canvas canvas) {
    private static final int LEAST_COLUMNS = 20;
    private static final int INDENT = 4;

    /** A sentence that stands out. */
    List<String> attention(String lead, String sentence) {
        return of(canvas.glyphs().attention() + " " + lead, sentence).stream()
                .map(canvas.ink()::warning)
                .toList();
    }

    /** {@code words} after {@code lead}; what follows the first line is indented. */
    List<String> of(String lead, String words) {
        int room = Math.max(LEAST_COLUMNS, canvas.columns() - Printable.width(lead));
        List<String> broken = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Printable.of(words).split(" ", -1)) {
            if (!line.isEmpty() && Printable.width(line.toString()) + 1 + Printable.width(word) > room) {
                broken.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        broken.add(line.toString());
        String indent = " ".repeat(lead.isBlank() ? lead.length() : Math.min(Printable.width(lead), INDENT));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < broken.size(); i++) {
            lines.add(canvas.fit((i == 0 ? Printable.of(lead) : indent) + broken.get(i), canvas.columns()));
        }
        return lines;
    }
}
