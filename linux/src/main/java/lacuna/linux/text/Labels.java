package lacuna.linux.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names that a file's lines begin with. The kernel prints them in order, so the one after the last is tried first. */
public final class Labels {
    private final byte[][] labels;

    public Labels(List<String> names) {
        labels = names.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /**
     * Steps over a label and its {@code terminator}: the label's place in the list, or -1 when it is none of them.
     * {@code expected} is where to look first. A line without the terminator fails.
     */
    public int take(Ascii text, char terminator, int expected) {
        int from = text.position();
        int to = text.find(terminator);
        if (to < 0) {
            text.fail("no '" + terminator + "' after a name");
            return -1;
        }
        text.moveTo(to + 1);
        if (expected >= 0 && expected < labels.length && text.equalsAt(from, to, labels[expected])) {
            return expected;
        }
        for (int i = 0; i < labels.length; i++) {
            if (text.equalsAt(from, to, labels[i])) {
                return i;
            }
        }
        return -1;
    }
}
