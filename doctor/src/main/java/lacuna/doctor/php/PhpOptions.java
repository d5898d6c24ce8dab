package lacuna.doctor.php;

import java.time.Duration;
import lacuna.watch.sample.RollupPolicy;

/** How PHP-FPM is examined: how long a status page is waited for, whether php-fpm -tt may run, what exact figures may cost. */
public record PhpOptions(Duration patience, Testing testing, RollupPolicy rollups) {

    /** Whether {@code php-fpm -tt} is asked for the values that hold. */
    public enum Testing {
        WHERE_SAFE,
        NEVER
    }
}
