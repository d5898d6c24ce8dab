package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/** Parses smaps as it streams by: a line of maps, the figures of that mapping, and its flags, then the next. */
final class SmapsText {
    private static final Mapping BEFORE_THE_FIRST = new Mapping(0, 0, 0, 0, 0, 0, 0, "", false);

    private SmapsText() {}

    /** Shows every whole mapping to {@code visitor}: how many began. {@code line} tells afterwards whether the text failed. */
    static int walk(LineWindow lines, Ascii line, MappingText mappings, MemoryFigures figures, SmapsVisitor visitor) {
        int begun = 0;
        int expected = 0;
        Mapping mapping = BEFORE_THE_FIRST;
        VmFlags flags = VmFlags.NOT_PRINTED;
        while (lines.next(line)) {
            if (FiguresText.isMapping(line)) {
                Mapping next = mappings.parse(line);
                if (line.failed()) {
                    return begun;
                }
                if (begun > 0) {
                    visitor.mapping(mapping, figures, flags);
                }
                mapping = next;
                begun++;
                figures.clear();
                flags = VmFlags.NOT_PRINTED;
                expected = 0;
            } else if (begun == 0) {
                line.fail("a figure before the first mapping");
            } else if (line.take("VmFlags:")) {
                flags = VmFlags.parse(line);
            } else {
                expected = FiguresText.line(line, figures, expected);
            }
            if (line.failed()) {
                return begun;
            }
        }
        if (begun > 0 && lines.error() == 0) {
            visitor.mapping(mapping, figures, flags);
        }
        return begun;
    }
}
