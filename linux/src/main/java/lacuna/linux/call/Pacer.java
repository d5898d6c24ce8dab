package lacuna.linux.call;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a {@link Pace} over all ranges of one process: a process of ten thousand small mappings is as big as one with
 * one large heap.
 */
final class Pacer {
    private final Pace pace;
    private long walked;
    private long sinceRest;
    private long ended;
    private long rested;

    Pacer(Pace pace) {
        this.pace = pace;
        ended = System.nanoTime();
    }

    /** A walk begins now; the kernel has not been at the page tables since the last one ended. */
    void begins() {
        rested += System.nanoTime() - ended;
    }

    /**
     * Rests if it is time to, now that {@code bytes} more of the address space were walked. Time that was spent on
     * something else between two walks was a rest as well.
     */
    void walked(long bytes) {
        ended = System.nanoTime();
        if (walked <= pace.unhurriedBytes()) {
            walked += bytes;
        }
        sinceRest += bytes;
        if (walked > pace.unhurriedBytes() && sinceRest >= pace.windowBytes()) {
            if (rested < pace.pause().toNanos()) {
                LockSupport.parkNanos(pace.pause().toNanos());
            }
            sinceRest = 0;
            rested = 0;
            ended = System.nanoTime();
        }
    }
}
