package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.linux.proc.CommandLine;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcessStat;

/**
 * Finds php-fpm among all processes. A title can be anybody's, so the program decides where the kernel shows it; who is a
 * worker of whom is told by parentage alone.
 */
final class Discovery {
    /** A master with its workers. */
    record Found(FpmProcess master, List<FpmProcess> workers) {}

    /** {@code strays} have a worker's title and no master: it died, or they were forked by a worker. */
    record Findings(List<Found> masters, List<FpmProcess> strays) {}

    private static final String DELETED = " (deleted)";

    private Discovery() {}

    static Findings find(ProcReader reader) {
        Map<Integer, FpmProcess> all = new LinkedHashMap<>();
        for (int pid : reader.pids()) {
            reader.stat(pid)
                    .toOptional()
                    .filter(stat -> !stat.isKernelThread() && !stat.isZombie())
                    .flatMap(stat -> candidate(reader, stat))
                    .ifPresent(process -> all.put(pid, process));
        }
        Map<Integer, List<FpmProcess>> workers = new LinkedHashMap<>();
        all.values().stream()
                .filter(process ->
                        !all.containsKey(process.parent()) && process.pool().isEmpty())
                .forEach(master -> workers.put(master.pid(), new ArrayList<>()));
        List<FpmProcess> strays = new ArrayList<>();
        for (FpmProcess process : all.values()) {
            if (workers.containsKey(process.parent())) {
                workers.get(process.parent()).add(process);
            } else if (!workers.containsKey(process.pid())) {
                strays.add(process);
            }
        }
        List<Found> masters = new ArrayList<>();
        workers.forEach((pid, children) -> masters.add(new Found(all.get(pid), List.copyOf(children))));
        return new Findings(masters, strays);
    }

    private static Optional<FpmProcess> candidate(ProcReader reader, ProcessStat stat) {
        List<String> arguments = reader.cmdline(stat.pid())
                .toOptional()
                .map(CommandLine::arguments)
                .orElse(List.of());
        boolean titled = !arguments.isEmpty() && arguments.getFirst().startsWith("php-fpm: ");
        if (!titled && !isFpm(stat.comm())) {
            return Optional.empty();
        }
        Optional<String> program = reader.exe(stat.pid()).toOptional();
        boolean fpm = program.map(file -> isFpm(fileName(file))).orElseGet(() -> isFpm(stat.comm()));
        return fpm
                ? Optional.of(new FpmProcess(stat.key(), stat.parent(), stat.state(), arguments, program))
                : Optional.empty();
    }

    /** "php-fpm", "php-fpm8.2", "php82-fpm", "php-fpm82". */
    private static boolean isFpm(String name) {
        return name.contains("php") && name.contains("fpm");
    }

    private static String fileName(String path) {
        String whole = path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
        return whole.substring(whole.lastIndexOf('/') + 1);
    }
}
