package lacuna.doctor.php;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.proc.ProcessKey;

/** One worker as it is now. {@code requests} is what the status page says that it has served. */
public record Worker(
        ProcessKey key,
        Optional<Instant> startedAt,
        Optional<Duration> age,
        Activity activity,
        OptionalLong requests,
        OptionalLong lastDurationMicros,
        OptionalLong lastMemory,
        WorkerMemory memory,
        Inside inside) {

    /** What a worker is doing, by the status page or else by the system call that it waits in. */
    public enum Activity {
        BUSY,
        IDLE,
        UNKNOWN
    }

    public int pid() {
        return key.pid();
    }
}
