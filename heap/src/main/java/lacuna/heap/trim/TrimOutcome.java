package lacuna.heap.trim;

import java.time.Duration;
import java.util.OptionalLong;
import lacuna.linux.call.Refusal;

/** What came of having a process trim its heap. */
public sealed interface TrimOutcome {
    /**
     * malloc_trim ran to its end.
     *
     * @param released what it returned: whether it told the kernel to take any pages, be they resident or not
     * @param rssBefore the resident bytes of the process before the first attempt; absent where the kernel does not tell
     * @param rssAfter those after the call
     */
    record Trimmed(boolean released, OptionalLong rssBefore, OptionalLong rssAfter, Cost cost) implements TrimOutcome {}

    /** No moment was found; nothing has changed, except that some arenas may be trimmed where it was LOCKED. */
    record GaveUp(Reason reason, Cost cost) implements TrimOutcome {}

    /** It cannot be done to this process. */
    record Refused(Refusal refusal) implements TrimOutcome {}

    /** Why no moment was found: what hindered the last attempt. */
    enum Reason {
        /** Whichever thread was interrupted was inside malloc. */
        INSIDE_MALLOC,
        /** A lock of malloc was held all the time, so the call was broken off. */
        LOCKED,
        /** No thread could be stopped where it can make a call: signals, disk waits, other modes, no stack. */
        NO_STOP,
        /** malloc_trim did not end in time: it is still at work, and its thread goes on by itself when it is done. */
        STILL_AT_WORK,
        /** malloc_trim failed on memory that is not as it should be, and was broken off: the heap is damaged. */
        FAULTED
    }

    /**
     * What it cost the process.
     *
     * @param attempts how many times one thread was stopped
     * @param longestStop the longest that one thread did not do its own work
     * @param call the part of it in malloc_trim
     */
    record Cost(int attempts, Duration longestStop, Duration call) {}
}
