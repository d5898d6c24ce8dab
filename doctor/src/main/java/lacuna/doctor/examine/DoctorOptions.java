package lacuna.doctor.examine;

import java.time.Duration;
import lacuna.heap.ledger.HeapOptions;

/**
 * How thoroughly to look.
 *
 * @param budget how long the whole may take
 * @param watch over what time to take several looks; zero for one look
 * @param maxPause how long a process that was named may be stopped at a time; zero forbids it
 * @param picture whether the pages are gathered for a picture
 */
public record DoctorOptions(Duration budget, Duration watch, Duration maxPause, HeapOptions.Picture picture) {
    public static final DoctorOptions DEFAULT =
            new DoctorOptions(Duration.ofSeconds(20), Duration.ZERO, Duration.ofMillis(50), HeapOptions.Picture.NONE);
}
