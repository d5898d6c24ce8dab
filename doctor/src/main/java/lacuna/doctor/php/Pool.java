package lacuna.doctor.php;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.doctor.php.status.StatusPage;

/** One pool: its settings, its workers, what its status page says, how it grows, and what to set. */
public record Pool(
        PoolConfig config,
        List<Setting> php,
        List<Worker> workers,
        PoolBytes bytes,
        StatusAnswer status,
        Optional<Fresh> fresh,
        RequestGrowth growth,
        Optional<Capacity> capacity,
        List<Remark> remarks,
        List<Advice> advice) {
    public Pool {
        php = List.copyOf(php);
        workers = List.copyOf(workers);
        remarks = List.copyOf(remarks);
        advice = List.copyOf(advice);
    }

    public String name() {
        return config.name();
    }

    public Optional<StatusPage> page() {
        return status instanceof StatusAnswer.Told(StatusPage page) ? Optional.of(page) : Optional.empty();
    }

    /** Absent where FPM does not count them: without request_slowlog_timeout it says 0 whatever happens. */
    public OptionalLong slowRequests() {
        return Remarks.countsSlowRequests(config)
                ? page().map(StatusPage::slowRequests).orElse(OptionalLong.empty())
                : OptionalLong.empty();
    }

    /** The sum over the workers whose figure is known; absent where none is. */
    public OptionalLong sum(Function<WorkerMemory, OptionalLong> figure) {
        long[] known = workers.stream()
                .map(worker -> figure.apply(worker.memory()))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .toArray();
        return known.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(java.util.Arrays.stream(known).sum());
    }

    public long count(Worker.Activity activity) {
        return workers.stream().filter(worker -> worker.activity() == activity).count();
    }

    /** What the workers of now have served. */
    public OptionalLong served() {
        return workers.stream().anyMatch(worker -> worker.requests().isPresent())
                ? OptionalLong.of(workers.stream()
                        .mapToLong(worker -> worker.requests().orElse(0))
                        .sum())
                : OptionalLong.empty();
    }
}
