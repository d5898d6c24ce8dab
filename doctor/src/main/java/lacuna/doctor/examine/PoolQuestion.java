package lacuna.doctor.examine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import lacuna.doctor.evidence.PoolGrowth;
import lacuna.doctor.evidence.Service;
import lacuna.doctor.php.PhpExamination;
import lacuna.doctor.php.PhpOptions;
import lacuna.doctor.php.Pool;
import lacuna.doctor.php.RequestGrowth;
import lacuna.doctor.php.WorkerMemory;
import lacuna.linux.proc.ProcRoot;
import lacuna.watch.sample.RollupPolicy;

/** Asks PHP-FPM how the workers of a pool grow with each request. */
final class PoolQuestion {
    private static final PhpOptions OPTIONS = new PhpOptions(
            Duration.ofMillis(500),
            PhpOptions.Testing.NEVER,
            RollupPolicy.once(Duration.ofSeconds(2), RollupPolicy.DEFAULT_LARGEST));

    private PoolQuestion() {}

    static Optional<PoolGrowth> ask(ProcRoot root, Service service) {
        return PhpExamination.of(root, OPTIONS).masters().stream()
                .filter(master -> OptionalInt.of(master.pid()).equals(service.master()))
                .flatMap(master -> master.pools().stream())
                .filter(pool -> pool.name().equals(service.name()))
                .findFirst()
                .flatMap(PoolQuestion::growth);
    }

    private static Optional<PoolGrowth> growth(Pool pool) {
        return switch (pool.growth()) {
            case RequestGrowth.TooLittle _ -> Optional.empty();
            case RequestGrowth.Measured measured ->
                measured.isGrowth()
                        ? Optional.of(new PoolGrowth(
                                measured.perRequest(),
                                measured.fresh(),
                                pool.sum(WorkerMemory::uss).orElse(0),
                                pool.workers().size()))
                        : Optional.empty();
        };
    }
}
