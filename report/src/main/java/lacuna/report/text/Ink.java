package lacuna.report.text;

/** Colour, or none. A colour never carries a meaning alone: the words beside it say the same. */
public enum Ink {
    PLAIN,
    ANSI;

    public String heading(String text) {
        return paint("1", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    public String warning(String text) {
        return paint("33", text);
    }

    public String alarm(String text) {
        return paint("1;31", text);
    }

    public String accent(String text) {
        return paint("36", text);
    }

    private String paint(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
