package lacuna.linux.call;

/** Knows when a thread can be made to call a function, and when the call can be broken off without harm. */
public interface CallGuard {
    /** Whether {@code thread}, interrupted where it stands, may call now. Asked while it stands still: be quick. */
    boolean permits(StoppedThread thread);

    /**
     * Whether the call, which has not returned for as long as the caller's patience, may be broken off where {@code
     * thread} stands now: what it has done so far stays done. If not, it goes on, and is asked again as much later.
     */
    boolean mayBreakOff(StoppedThread thread);
}
