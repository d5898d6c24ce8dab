package lacuna.doctor.evidence;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who is examined.
 *
 * @param target in words for the user: "process 4711 (php-fpm8.2)", "core file core.4711"
 * @param name the short name of the process
 * @param executable the path of its program, "" when unknown
 * @param parent the process that started it, where that is known
 * @param sharesProgram whether its parent runs the same program: a forked worker
 */
public record Subject(
        String target,
        OptionalInt pid,
        String name,
        String executable,
        OptionalInt parent,
        boolean sharesProgram,
        Service service,
        Optional<Duration> age) {}
