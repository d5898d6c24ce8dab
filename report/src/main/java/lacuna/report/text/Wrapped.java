package lacuna.report.text;

import java.util.ArrayList;
import java.util.List;

/** A sentence over as many lines as it takes; nothing of it is cut but a word that is wider than a line. */
public final class Wrapped {
    private Wrapped() {}

    /** {@code text} in lines of at most {@code columns}, all but the first behind {@code indent}. */
    public static List<String> of(String text, int columns, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int width = 0;
        boolean isBlank = true;
        for (String word : Printable.of(text).split(" ", -1)) {
            int needed = Printable.width(word);
            if (!isBlank && width + 1 + needed > columns) {
                lines.add(Printable.fit(line.toString(), columns, ""));
                line = new StringBuilder(indent);
                width = indent.length();
                isBlank = true;
            }
            line.append(isBlank ? "" : " ").append(word);
            width += (isBlank ? 0 : 1) + needed;
            isBlank = false;
        }
        lines.add(Printable.fit(line.toString(), columns, ""));
        return lines;
    }
}
