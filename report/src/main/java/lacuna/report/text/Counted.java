package lacuna.report.text;

/** How many there are of a thing, with its name in the right number. */
public final class Counted {
    private Counted() {}

    /** "1 region", "7 processes". */
    public static String of(long count, String what) {
        return count + " " + (count == 1 ? what : what.endsWith("s") ? what + "es" : what + "s");
    }
}
