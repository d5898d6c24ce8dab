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

    Pacer(Pace pace) {
        this.pace = pace;
    }

    /** Rests if it is time to, now that {@code bytes} more of the address space were walked. */
    void walked(long bytes) {
        if (walked <= pace.unhurriedBytes()) {
            walked += bytes;
        }
        sinceRest += bytes;
        if (walked > pace.unhurriedBytes() && sinceRest >= pace.windowBytes()) {
            sinceRest = 0;
            LockSupport.parkNanos(pace.pause().toNanos());
        }
    }
}
