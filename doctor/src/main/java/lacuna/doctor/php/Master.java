package lacuna.doctor.php;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.ConfigProblem;
import lacuna.doctor.php.config.Setting;
import lacuna.heap.php.OpcacheFigures;
import lacuna.linux.proc.ProcessKey;

/**
 * One php-fpm: its master, what it was told, and its pools. {@code valuesFrom} says in words where the values come from;
 * {@code opcacheMapped} is the shared segment as the kernel counts it, {@code opcache} what stands in it.
 */
public record Master(
        ProcessKey key,
        Optional<Instant> startedAt,
        String program,
        Optional<String> version,
        Optional<String> unit,
        Optional<String> container,
        Optional<String> configFile,
        String valuesFrom,
        List<String> iniFiles,
        List<Setting> php,
        List<ConfigProblem> problems,
        OptionalLong opcacheMapped,
        Optional<OpcacheFigures> opcache,
        WorkerMemory memory,
        List<Remark> remarks,
        List<Advice> advice,
        List<Pool> pools) {
    public Master {
        iniFiles = List.copyOf(iniFiles);
        php = List.copyOf(php);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
        advice = List.copyOf(advice);
        pools = List.copyOf(pools);
    }

    public int pid() {
        return key.pid();
    }
}
