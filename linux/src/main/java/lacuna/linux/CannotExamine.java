package lacuna.linux;

/**
 * What was asked for cannot be examined: said in one line as what, why and what to do. The words of {@code what} are a
 * heading in docs/troubleshooting.md.
 */
public final class CannotExamine extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code what} names the thing that failed, {@code why} the cause, {@code remedy} what the reader can do. */
    public CannotExamine(String what, String why, String remedy) {
        super(what + ": " + why + "; " + remedy);
    }
}
