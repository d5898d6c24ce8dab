package lacuna.watch.sample;

/** Why a process has no exact figures. */
public enum WhyNoRollup {
    /** The kernel would not show them: another user's process. */
    DENIED,

    /** Reading would keep the process from mapping memory for too long. */
    TOO_LARGE,

    /** The budget was used up on processes that hold more. */
    NOT_YET,

    /** It has ended: a zombie, or gone between two reads. It has no memory any more. */
    ENDED,

    /** The kernel's words were not understood. */
    UNREADABLE
}
