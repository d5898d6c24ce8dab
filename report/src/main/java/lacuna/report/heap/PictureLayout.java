package lacuna.report.heap;

/** How wide a picture of pages is, and where its words stand. */
public enum PictureLayout {
    /** For a page or a screen: labels beside the strips. */
    WIDE(960, 24, 216, 3),
    /** For a phone: labels above the strips, so that they can be read there. */
    NARROW(400, 8, 0, 1);

    private static final int ABOVE = 38;

    final int width;
    final int margin;
    final int label;
    final int legendColumns;

    PictureLayout(int width, int margin, int label, int legendColumns) {
        this.width = width;
        this.margin = margin;
        this.label = label;
        this.legendColumns = legendColumns;
    }

    /** What is left for squares. */
    int room() {
        return width - 2 * margin - label;
    }

    /** From the top of a label to that of its strip. */
    int down() {
        return label == 0 ? ABOVE : 0;
    }
}
