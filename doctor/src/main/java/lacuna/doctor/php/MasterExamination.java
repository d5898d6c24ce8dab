package lacuna.doctor.php;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import lacuna.doctor.php.config.ConfigProblem;
import lacuna.doctor.php.config.FpmConfig;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.ProgramFacts;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.config.TestedConfig;
import lacuna.heap.php.OpcacheFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/** Examines one php-fpm: its configuration first, then its pools at the same time. */
final class MasterExamination {
    private static final Duration TEST_PATIENCE = Duration.ofMillis(800);
    private static final String UNTOLD = "?";
    private static final int MOST_ENVIRONMENT = 128 << 10;

    /** What is shown of PHP's own settings. */
    private static final List<String> SHOWN = List.of(
            "memory_limit",
            "opcache.enable",
            "opcache.memory_consumption",
            "opcache.interned_strings_buffer",
            "opcache.max_accelerated_files");

    private final ProcRoot proc;
    private final PhpOptions options;
    private final PhpExamination.Host host;
    private final Surroundings around;
    private final Optional<Headroom> headroom;
    private final Discovery.Found found;
    private final int pid;

    MasterExamination(
            ProcRoot proc,
            PhpOptions options,
            PhpExamination.Host host,
            Surroundings around,
            Optional<Headroom> headroom,
            Discovery.Found found) {
        this.proc = proc;
        this.options = options;
        this.host = host;
        this.around = around;
        this.headroom = headroom;
        this.found = found;
        this.pid = found.master().pid();
    }

    Master examine() {
        try (ProcReader reader = new ProcReader(proc);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Path program = proc.path().resolve(pid + "/exe");
            Optional<String> file = configFile();
            Future<TestedConfig.Outcome> test = executor.submit(() -> test(program, file));
            ProgramFacts facts = ProgramFacts.read(program);
            Function<String, Optional<String>> environment = environment();
            FpmConfig written = file.map(name -> FpmConfig.read(around.files(), name, prefix(), environment))
                    .orElseGet(() -> new FpmConfig("", Map.of(), List.of(), List.of()));
            PhpIni ini = PhpIni.read(around.files(), file.orElse("/"), facts, environment);
            TestedConfig.Outcome outcome = result(test);
            FpmConfig config = outcome instanceof TestedConfig.Outcome.Told(Map<String, Map<String, String>> settings)
                    ? written.withTested(settings)
                    : written;
            MasterRemarks.Mapped mapped = MasterRemarks.Mapped.of(reader, pid);
            Optional<OpcacheFigures> opcache =
                    host.inside().opcacheOf(found.master().key());
            String shownProgram = found.master().program().orElse("php-fpm");
            return new Master(
                    found.master().key(),
                    host.boot().map(boot -> boot.startOf(found.master().key())),
                    shownProgram,
                    facts.version(),
                    around.unit(),
                    around.container(),
                    file,
                    valuesFrom(file, outcome),
                    ini.files(),
                    SHOWN.stream().flatMap(name -> ini.ofMaster(name).stream()).toList(),
                    problems(file, written, ini),
                    mapped.opcache(),
                    opcache,
                    host.memory().getOrDefault(found.master().key(), WorkerMemory.UNKNOWN),
                    MasterRemarks.of(shownProgram, facts.version(), config, ini, mapped, opcache, host.mostBacklog()),
                    opcache.map(found -> OpcacheAdvisor.of(found, ini, host.at()))
                            .orElse(List.of()),
                    pools(executor, config, ini));
        }
    }

    private Optional<String> configFile() {
        return found.master().configFile().map(name -> name.startsWith("/") ? name : around.folder() + "/" + name);
    }

    /** The folder that php-fpm was built for, by where it lies: "/usr/local" for /usr/local/sbin/php-fpm. */
    private String prefix() {
        String file = found.master().program().orElse("/usr/sbin/php-fpm");
        String folder = file.substring(0, Math.max(0, file.lastIndexOf('/')));
        return folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
    }

    /**
     * Whether running the program gives it no right that it does not have already: it is in our file system, and runs as
     * the user that we are.
     */
    private TestedConfig.Outcome test(Path program, Optional<String> file) {
        if (options.testing() == PhpOptions.Testing.NEVER) {
            return new TestedConfig.Outcome.Silent("php-fpm -tt was not asked");
        }
        if (file.isEmpty()
                || around.fileSystem() == Surroundings.Place.ANOTHER
                || around.container().isPresent()) {
            return new TestedConfig.Outcome.Silent("php-fpm -tt is not run in another file system");
        }
        if (around.user().isEmpty() || !around.user().equals(host.user())) {
            return new TestedConfig.Outcome.Silent("php-fpm -tt is run only as the user that php-fpm runs as");
        }
        return TestedConfig.run(program, Path.of(file.get()), TEST_PATIENCE);
    }

    private static TestedConfig.Outcome result(Future<TestedConfig.Outcome> test) {
        try {
            return test.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new TestedConfig.Outcome.Silent("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String valuesFrom(Optional<String> file, TestedConfig.Outcome outcome) {
        return switch (outcome) {
            case TestedConfig.Outcome.Told _ -> "php-fpm -tt and the files";
            case TestedConfig.Outcome.Silent(String why) ->
                file.isEmpty()
                        ? "nowhere: the master does not name its configuration"
                        : "the files alone (" + why + ")";
        };
    }

    private static List<ConfigProblem> problems(Optional<String> file, FpmConfig config, PhpIni ini) {
        List<ConfigProblem> all = new ArrayList<>(config.problems());
        all.addAll(ini.problems());
        if (file.isEmpty()) {
            all.add(new ConfigProblem("", 0, "the master does not name its configuration file"));
        }
        return all;
    }

    /** FPM writes its title over the environment that the kernel shows; what is left of it is used. */
    private Function<String, Optional<String>> environment() {
        Map<String, String> known = new LinkedHashMap<>();
        try (var in = Files.newInputStream(proc.path().resolve(pid + "/environ"))) {
            String text = new String(in.readNBytes(MOST_ENVIRONMENT), StandardCharsets.UTF_8);
            for (String variable : text.split("\0", -1)) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    known.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
        } catch (IOException _) {
            // Not shown to us.
        }
        return name -> Optional.ofNullable(known.get(name));
    }

    private List<Pool> pools(ExecutorService executor, FpmConfig config, PhpIni ini) {
        Map<String, List<FpmProcess>> byPool = new LinkedHashMap<>();
        config.pools().forEach(pool -> byPool.put(pool.name(), new ArrayList<>()));
        boolean titled =
                found.workers().stream().allMatch(worker -> worker.pool().isPresent());
        Optional<ListeningSockets> sockets = titled ? Optional.empty() : Optional.of(new ListeningSockets(proc, pid));
        for (FpmProcess worker : found.workers()) {
            String name = worker.pool()
                    .or(() -> sockets.flatMap(known -> known.poolOf(worker.pid(), config)))
                    .or(() -> config.pools().size() == 1
                            ? Optional.of(config.pools().getFirst().name())
                            : Optional.empty())
                    .orElse(UNTOLD);
            // A worker that was forked just now still has its master's title.
            boolean newborn = name.equals(UNTOLD) && worker.hasTitle();
            if (!newborn && !servesStatusOf(name, config)) {
                byPool.computeIfAbsent(name, _ -> new ArrayList<>()).add(worker);
            }
        }
        List<Future<Pool>> parts = new ArrayList<>();
        byPool.forEach((name, workers) -> {
            PoolConfig pool = config.pool(name)
                    .orElseGet(() ->
                            new PoolConfig(name, new lacuna.doctor.php.config.Origin.BuiltIn(), Map.of(), Map.of()));
            List<Setting> php = new ArrayList<>();
            SHOWN.forEach(setting -> ini.effective(pool, setting).ifPresent(php::add));
            parts.add(executor.submit(
                    () -> new PoolExamination(proc, options, host, around, headroom, pool, ini, workers).examine(php)));
        });
        List<Pool> pools = new ArrayList<>();
        for (Future<Pool> part : parts) {
            try {
                pools.add(part.get());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return pools;
    }

    /** pm.status_listen has FPM make a pool of one more worker, which serves nothing else. */
    private static boolean servesStatusOf(String name, FpmConfig config) {
        return name.endsWith("_status")
                && config.pool(name).isEmpty()
                && config.pool(name.substring(0, name.length() - "_status".length()))
                        .flatMap(pool -> pool.value("pm.status_listen"))
                        .isPresent();
    }
}
