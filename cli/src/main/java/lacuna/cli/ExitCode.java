package lacuna.cli;

/** What Lacuna answers the shell; the same for every command. */
final class ExitCode {
    static final int DONE = 0;

    /** Findings at or over the level that the user named with --fail-on. */
    static final int FINDINGS = 1;

    static final int USAGE = 2;

    /** The target could not be examined. */
    static final int NOT_EXAMINED = 3;

    private ExitCode() {}
}
