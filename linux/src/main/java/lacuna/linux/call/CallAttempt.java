package lacuna.linux.call;

/**
 * One attempt to make a thread of another process call a function.
 *
 * @param stopMicros from the interrupt until the thread went on with its own work
 * @param callMicros the part of it that was spent in the function
 */
public record CallAttempt(CallOutcome outcome, long stopMicros, long callMicros) {}
