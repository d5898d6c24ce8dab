package lacuna.linux.proc;

import java.util.Arrays;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Labels;

/** Parses the "Rss:  1744 kB" lines of smaps and smaps_rollup. */
final class FiguresText {
    private static final MemoryField[] FIELDS = MemoryField.values();
    private static final Labels LABELS =
            new Labels(Arrays.stream(FIELDS).map(MemoryField::label).toList());

    private FiguresText() {}

    /** Whether {@code line} begins with an address, as a mapping does, and not with a name, as a figure does. */
    static boolean isMapping(Ascii line) {
        int first = line.peek();
        return (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
    }

    /** Puts one line's figure into {@code figures}: where to expect the next. Names that are not known are passed over. */
    static int line(Ascii line, MemoryFigures figures, int expected) {
        int place = LABELS.take(line, ':', expected);
        if (place < 0) {
            return expected;
        }
        long bytes = line.kibibytes();
        if (!line.failed()) {
            figures.set(FIELDS[place], bytes);
        }
        return place + 1;
    }

    /** All of smaps_rollup: a line that looks like a mapping, then figures. Nothing at all for a kernel thread. */
    static MemoryFigures rollup(Ascii text) {
        MemoryFigures figures = new MemoryFigures();
        if (text.atEnd()) {
            return figures;
        }
        text.expectWholeLines();
        if (!isMapping(text)) {
            text.fail("no address range on the first line");
        }
        text.skipLine();
        int expected = MemoryField.RSS.ordinal();
        while (!text.atEnd()) {
            expected = line(text, figures, expected);
            text.skipLine();
        }
        return figures;
    }
}
