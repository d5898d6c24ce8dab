package lacuna.doctor.php.status;

/** What came of asking for a status page. */
public sealed interface StatusAnswer {
    record Told(StatusPage page) implements StatusAnswer {}

    /** {@code remedy} is "" where there is nothing to do. */
    record Silent(String why, String remedy) implements StatusAnswer {}
}
