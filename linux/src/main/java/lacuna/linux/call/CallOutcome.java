package lacuna.linux.call;

/**
 * What came of making a thread of another process call a function. In every case the thread is as it was before, or will
 * be.
 */
public sealed interface CallOutcome {
    /** The function returned {@code value}. */
    record Returned(long value) implements CallOutcome {}

    /** The function did not return in time, and the guard let it be broken off. */
    record BrokenOff() implements CallOutcome {}

    /** The function did not return in time, and runs on; its thread comes back from it by itself. */
    record LeftRunning() implements CallOutcome {}

    /** An instruction of the function failed with {@code signal}, and it was broken off there. */
    record Faulted(int signal) implements CallOutcome {}

    /** Nothing was called; another moment, or another thread, may do. */
    record NotNow(Hindrance hindrance) implements CallOutcome {}

    /** The call cannot be made. */
    record Refused(Refusal refusal) implements CallOutcome {}

    /** Why not now. */
    enum Hindrance {
        /** The guard said so. */
        GUARD,
        /** A signal was about to be delivered; it has been. */
        SIGNAL,
        /** The thread was in a sequence of instructions that the kernel starts again when it is disturbed. */
        RESTARTABLE_SEQUENCE,
        /** It runs code of another processor mode. */
        NOT_64_BITS,
        /** There is no room under its stack pointer. */
        NO_STACK,
        /** It did not stop (it may wait for a disk), or has ended. */
        NO_STOP
    }
}
