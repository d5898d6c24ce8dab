package lacuna.doctor.php.status;

import java.util.OptionalLong;

/**
 * What the status page says of one worker. {@code pid} is its number where the worker lives, which is another than ours
 * in a container. {@code lastDurationMicros} and {@code lastMemory} are of the last request that ended.
 */
public record WorkerStatus(
        int pid, Doing doing, long requests, OptionalLong lastDurationMicros, OptionalLong lastMemory) {

    /** What it does while the page is made. */
    public enum Doing {
        IDLE,
        /** It makes the page for us. */
        ANSWERING,
        BUSY
    }
}
