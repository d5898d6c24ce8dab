package lacuna.report.doctor;

import java.util.ArrayList;
import java.util.List;
import lacuna.report.text.Printable;

/** A sentence broken into lines. */
final class Paragraph {
    private Paragraph() {}

    /** {@code text} in lines of at most {@code columns}, the first behind {@code lead}, the others as far in. */
    static List<String> of(String lead, String text, int columns) {
        String indent = " ".repeat(Printable.width(lead));
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(lead);
        boolean isEmpty = true;
        for (String word : Printable.of(text).split(" ")) {
            if (!isEmpty && Printable.width(line.toString()) + 1 + Printable.width(word) > columns) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
