package lacuna.doctor.php;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import lacuna.linux.cgroup.CgroupReader;
import lacuna.linux.host.HostReader;
import lacuna.linux.host.Meminfo;
import lacuna.linux.proc.BootClock;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessKey;

/**
 * Examines all of PHP-FPM on a host: finds it, reads every worker's memory, and has each master examined at the same time
 * by a {@link MasterExamination}.
 */
public final class PhpExamination {
    private final ProcRoot proc;
    private final PhpOptions options;

    private PhpExamination(ProcRoot proc, PhpOptions options) {
        this.proc = proc;
        this.options = options;
    }

    public static PhpHost of(ProcRoot proc, PhpOptions options) {
        return new PhpExamination(proc, options).examine();
    }

    private PhpHost examine() {
        long begun = System.nanoTime();
        Instant at = Instant.now();
        try (ProcReader reader = new ProcReader(proc);
                HostReader hostReader = new HostReader(proc);
                CgroupReader groups = new CgroupReader(proc, Path.of("/"))) {
            Optional<Meminfo> meminfo = hostReader.meminfo().toOptional();
            Discovery.Findings found = Discovery.find(reader);
            Looks looks = look(found);
            Host host = new Host(
                    at,
                    reader.bootClock().toOptional(),
                    reader.status((int) ProcessHandle.current().pid())
                            .toOptional()
                            .map(status -> OptionalLong.of(status.user().effective()))
                            .orElse(OptionalLong.empty()),
                    mostBacklog(),
                    CpuLoad.of(hostReader),
                    looks.memory(),
                    looks.inside());
            List<Master> masters = new ArrayList<>();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Master>> parts = new ArrayList<>();
                for (Discovery.Found each : found.masters()) {
                    Surroundings around =
                            Surroundings.of(reader, proc, each.master().pid());
                    Optional<Headroom> headroom = Headroom.of(meminfo, groups, around.groups());
                    parts.add(executor.submit(
                            () -> new MasterExamination(proc, options, host, around, headroom, each).examine()));
                }
                for (Future<Master> part : parts) {
                    masters.add(result(part));
                }
            }
            return new PhpHost(
                    at,
                    Duration.ofNanos(System.nanoTime() - begun),
                    meminfo.map(Meminfo::total).orElse(OptionalLong.empty()),
                    meminfo.map(Meminfo::available).orElse(OptionalLong.empty()),
                    Together.of(masters),
                    masters,
                    gaps(found, masters));
        }
    }

    /** What each process holds, by the kernel and by PHP. */
    private record Looks(Map<ProcessKey, WorkerMemory> memory, InsideReader.Found inside) {}

    private Looks look(Discovery.Findings found) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InsideReader.Found> inside = executor.submit(() ->
                    InsideReader.read(proc, found.masters(), options.rollups().firstLook()));
            Map<ProcessKey, WorkerMemory> memory = new MemoryReader(proc, options.rollups()).read(processes(found));
            return new Looks(memory, result(inside));
        }
    }

    private static <T> T result(Future<T> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static List<ProcessKey> processes(Discovery.Findings found) {
        List<ProcessKey> all = new ArrayList<>();
        found.masters().forEach(each -> {
            all.add(each.master().key());
            each.workers().forEach(worker -> all.add(worker.key()));
        });
        return all;
    }

    private static List<String> gaps(Discovery.Findings found, List<Master> masters) {
        List<String> gaps = new ArrayList<>();
        if (!found.strays().isEmpty()) {
            gaps.add(found.strays().size()
                    + " php-fpm processes have no master: it died, or a worker forked them; they are not counted");
        }
        long dark = masters.stream()
                .flatMap(master -> master.pools().stream())
                .flatMap(pool -> pool.workers().stream())
                .filter(worker -> worker.memory().pss().isEmpty())
                .count();
        if (dark > 0) {
            gaps.add("the memory of " + dark
                    + " workers is known by RSS alone: exact figures need CAP_SYS_PTRACE (sudo), or more time");
        }
        Map<String, Long> heapless = masters.stream()
                .flatMap(master -> master.pools().stream())
                .flatMap(pool -> pool.workers().stream())
                .filter(worker -> !worker.inside().gap().isEmpty())
                .collect(Collectors.groupingBy(worker -> worker.inside().gap(), TreeMap::new, Collectors.counting()));
        heapless.forEach(
                (why, count) -> gaps.add("PHP's heap of " + count + (count == 1 ? " worker " : " workers ") + why));
        return gaps;
    }

    private long mostBacklog() {
        try {
            String text = Files.readString(proc.path().resolve("sys/net/core/somaxconn"))
                    .strip();
            return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
        } catch (IOException _) {
            return 0;
        }
    }

    /** What all masters' examinations need of the host. */
    record Host(
            Instant at,
            Optional<BootClock> boot,
            OptionalLong user,
            long mostBacklog,
            CpuLoad cpu,
            Map<ProcessKey, WorkerMemory> memory,
            InsideReader.Found inside) {}
}
