package lacuna.linux.call;

/** What came of work that was to be done while a process stood still. */
public sealed interface PauseOutcome<T> {
    /** How long threads stood, and how many; also when the work was not done. */
    Stop stop();

    /** All of the work was done while every thread stood still. */
    record Kept<T>(T value, Stop stop) implements PauseOutcome<T> {}

    /** The work took longer than allowed. The process ran on meanwhile, so what was read may be torn. */
    record Overran<T>(T value, Stop stop) implements PauseOutcome<T> {}

    /** The process could not be stopped, and the work was not done. */
    record Refused<T>(Refusal refusal, Stop stop) implements PauseOutcome<T> {}

    /** From the first interrupt to the last release, and the threads that were stopped. */
    record Stop(long micros, int threads) {
        static final Stop NONE = new Stop(0, 0);
    }
}
