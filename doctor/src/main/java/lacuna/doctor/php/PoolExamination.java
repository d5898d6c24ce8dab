package lacuna.doctor.php;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.doctor.php.status.StatusClient;
import lacuna.doctor.php.status.StatusPage;
import lacuna.doctor.php.status.WorkerStatus;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessStatus;

/** Examines one pool: asks its status page, joins that with what the kernel says of its workers, and judges. */
final class PoolExamination {
    private final ProcRoot proc;
    private final PhpOptions options;
    private final PhpExamination.Host host;
    private final Surroundings around;
    private final Optional<Headroom> headroom;
    private final PoolConfig config;
    private final PhpIni ini;
    private final List<FpmProcess> processes;

    PoolExamination(
            ProcRoot proc,
            PhpOptions options,
            PhpExamination.Host host,
            Surroundings around,
            Optional<Headroom> headroom,
            PoolConfig config,
            PhpIni ini,
            List<FpmProcess> processes) {
        this.proc = proc;
        this.options = options;
        this.host = host;
        this.around = around;
        this.headroom = headroom;
        this.config = config;
        this.ini = ini;
        this.processes = processes;
    }

    Pool examine(List<Setting> php) {
        try (ProcReader reader = new ProcReader(proc)) {
            Map<Integer, FpmProcess> byInnerPid = new HashMap<>();
            processes.forEach(process -> byInnerPid.put(innerPid(reader, process.pid()), process));
            StatusAnswer status = believed(ask(), byInnerPid);
            Optional<StatusPage> page =
                    status instanceof StatusAnswer.Told(StatusPage told) ? Optional.of(told) : Optional.empty();
            Map<Integer, WorkerStatus> byPid = new HashMap<>();
            page.ifPresent(told -> told.workers().forEach(each -> {
                FpmProcess process = byInnerPid.get(each.pid());
                if (process != null) {
                    byPid.put(process.pid(), each);
                }
            }));
            List<Worker> workers = processes.stream()
                    // A worker that left while it was read has no memory any more.
                    .filter(process -> host.memory().containsKey(process.key()))
                    .map(process -> worker(reader, process, Optional.ofNullable(byPid.get(process.pid()))))
                    .toList();
            RequestGrowth growth = growth(workers, status);
            Optional<Capacity> capacity = headroom.flatMap(room -> Capacity.of(room, workers));
            PoolBytes bytes = PoolBytes.of(workers);
            List<Remark> remarks = new ArrayList<>(Remarks.of(config, ini, workers));
            remarks.addAll(MemoryLimit.remarks(config, ini, bytes, workers, headroom));
            List<Advice> advice = new ArrayList<>(Advisor.of(config, workers, page, growth, capacity, host.cpu()));
            Advisor.withheld(config, page, capacity, host.cpu()).ifPresent(remarks::add);
            MemoryLimit.advice(config, ini, bytes, workers, headroom, page).ifPresent(advice::add);
            return new Pool(config, php, workers, bytes, status, Fresh.of(workers), growth, capacity, remarks, advice);
        }
    }

    private StatusAnswer ask() {
        // A request would start a worker where none runs.
        if (processes.isEmpty()) {
            return new StatusAnswer.Silent("the pool has no worker now, and is not asked so that none is started", "");
        }
        return switch (PoolAddress.of(config, around)) {
            case PoolAddress.Nowhere(String why, String remedy) -> new StatusAnswer.Silent(why, remedy);
            case PoolAddress.At(var address, String path) -> StatusClient.ask(address, path, options.patience());
        };
    }

    /** Whoever listens there may be another pool, or nobody's: it has to know this pool's name and one of its workers. */
    private StatusAnswer believed(StatusAnswer answer, Map<Integer, FpmProcess> byInnerPid) {
        return switch (answer) {
            case StatusAnswer.Silent silent -> silent;
            case StatusAnswer.Told(StatusPage page) -> {
                if (!page.pool().equals(config.name())) {
                    yield new StatusAnswer.Silent(
                            "the status page is not believed: it is of another pool",
                            "is the socket another php-fpm's?");
                }
                if (page.workers().stream().noneMatch(worker -> byInnerPid.containsKey(worker.pid()))) {
                    yield new StatusAnswer.Silent(
                            "the status page is not believed: it knows none of this pool's workers",
                            "is the socket another php-fpm's?");
                }
                yield answer;
            }
        };
    }

    private Worker worker(ProcReader reader, FpmProcess process, Optional<WorkerStatus> said) {
        var startedAt = host.boot().map(boot -> boot.startOf(process.key()));
        Worker.Activity activity = said.map(status -> switch (status.doing()) {
                    case IDLE, ANSWERING -> Worker.Activity.IDLE;
                    case BUSY -> Worker.Activity.BUSY;
                })
                .orElseGet(() -> Doing.of(reader, proc, process));
        return new Worker(
                process.key(),
                startedAt,
                startedAt.map(start -> Duration.between(start, host.at())),
                activity,
                said.map(status -> OptionalLong.of(status.requests())).orElse(OptionalLong.empty()),
                said.filter(status -> status.requests() > 0)
                        .map(WorkerStatus::lastDurationMicros)
                        .orElse(OptionalLong.empty()),
                said.filter(status -> status.requests() > 0)
                        .map(WorkerStatus::lastMemory)
                        .orElse(OptionalLong.empty()),
                host.memory().getOrDefault(process.key(), WorkerMemory.UNKNOWN),
                host.inside().of(process.key()));
    }

    private static RequestGrowth growth(List<Worker> workers, StatusAnswer status) {
        return switch (status) {
            case StatusAnswer.Silent _ ->
                new RequestGrowth.TooLittle("not known: only the status page tells how much a worker has served");
            case StatusAnswer.Told _ ->
                RequestGrowth.of(workers.stream()
                        .filter(worker -> worker.requests().isPresent()
                                && worker.memory().uss().isPresent())
                        .map(worker -> new RequestGrowth.Point(
                                worker.requests().orElseThrow(),
                                worker.memory().uss().orElseThrow()))
                        .toList());
        };
    }

    /** The number that the worker has where it lives, which is what its status page calls it. */
    private static int innerPid(ProcReader reader, int pid) {
        return reader.status(pid)
                .toOptional()
                .map(ProcessStatus::namespacePids)
                .filter(pids -> !pids.isEmpty())
                .map(List::getLast)
                .orElse(pid);
    }
}
