package lacuna.doctor.php;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.PhpStack;
import lacuna.heap.worker.PhpWorker;
import lacuna.heap.worker.PhpWorkers;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessKey;
import lacuna.linux.proc.ProcessStat;

/** Looks into the processes of every php-fpm, a few pages of each, for as long as is granted; who comes later is not read. */
final class InsideReader {
    private static final int AT_ONCE = 16;

    private final ProcReader reader;
    private final PhpWorkers workers;
    private final long deadline;
    private final Map<ProcessKey, Inside> inside = new HashMap<>();
    private final Map<ProcessKey, OpcacheFigures> opcache = new HashMap<>();

    /** By worker what is inside of it, by master the segment that all its workers share. */
    record Found(Map<ProcessKey, Inside> inside, Map<ProcessKey, OpcacheFigures> opcache) {
        Inside of(ProcessKey worker) {
            return inside.getOrDefault(worker, Inside.NOT_READ);
        }

        Optional<OpcacheFigures> opcacheOf(ProcessKey master) {
            return Optional.ofNullable(opcache.get(master));
        }
    }

    private InsideReader(ProcRoot proc, ProcReader reader, Duration granted) {
        this.reader = reader;
        this.workers = new PhpWorkers(proc, reader);
        this.deadline = System.nanoTime() + granted.toNanos();
    }

    static Found read(ProcRoot proc, List<Discovery.Found> masters, Duration granted) {
        try (ProcReader reader = new ProcReader(proc)) {
            InsideReader all = new InsideReader(proc, reader, granted);
            masters.forEach(all::read);
            return new Found(Map.copyOf(all.inside), Map.copyOf(all.opcache));
        }
    }

    /** The master first: it has looked at the segment, which a worker does with its first script. */
    private void read(Discovery.Found found) {
        List<ProcessKey> keys = new ArrayList<>(List.of(found.master().key()));
        found.workers().forEach(worker -> keys.add(worker.key()));
        for (int from = 0; from < keys.size() && System.nanoTime() < deadline; from += AT_ONCE) {
            read(found.master().key(), keys.subList(from, Math.min(keys.size(), from + AT_ONCE)));
        }
    }

    private void read(ProcessKey master, List<ProcessKey> keys) {
        Map<Integer, ProcessKey> byPid = new HashMap<>();
        keys.forEach(key -> byPid.put(key.pid(), key));
        for (PhpWorker worker : workers.of(keys.stream().map(ProcessKey::pid).toList())) {
            ProcessKey key = byPid.get(worker.pid());
            // Asked last: what was read is this process's only if it is still there.
            if (reader.stat(worker.pid())
                    .toOptional()
                    .map(ProcessStat::key)
                    .filter(key::equals)
                    .isPresent()) {
                inside.put(key, inside(worker));
                worker.opcache().ifPresent(figures -> opcache.putIfAbsent(master, figures));
            }
        }
    }

    private static Inside inside(PhpWorker worker) {
        if (!worker.gaps().isEmpty()) {
            return Inside.NOT_READ;
        }
        Optional<PhpStack> stack = Optional.of(worker.stack());
        if (worker.heap().isSound()) {
            return new Inside(Optional.of(HeapFigures.of(worker.heap())), stack, "");
        }
        return new Inside(
                Optional.empty(),
                stack,
                worker.heap().heaps() == 0
                        ? "is not there: PHP's own allocator is off (USE_ZEND_ALLOC=0), or of an unknown kind"
                        : "changed while it was looked at");
    }
}
