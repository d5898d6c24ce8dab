package lacuna.doctor.php;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** All of PHP-FPM on a host at one moment. {@code remarks} are of all pools together, {@code gaps} are what could not be seen, with the remedy. */
public record PhpHost(
        Instant at,
        Duration took,
        OptionalLong memoryTotal,
        OptionalLong memoryAvailable,
        List<Remark> remarks,
        List<Master> masters,
        List<String> gaps) {
    public PhpHost {
        remarks = List.copyOf(remarks);
        masters = List.copyOf(masters);
        gaps = List.copyOf(gaps);
    }
}
