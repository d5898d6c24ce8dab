package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessKey;
import lacuna.linux.proc.ProcessStat;
import lacuna.linux.proc.Reading;
import lacuna.watch.sample.RollupPolicy;

/**
 * Reads what many workers hold, several at a time. A rollup keeps its process from mapping memory while it is read, so
 * only for the time that the policy grants; who comes later is known by {@code status} alone.
 */
final class MemoryReader {
    private static final int MOST_READERS = 4;

    private final ProcRoot proc;
    private final RollupPolicy policy;

    MemoryReader(ProcRoot proc, RollupPolicy policy) {
        this.proc = proc;
        this.policy = policy;
    }

    /** The figures by process; one that left meanwhile, or whose PID is another's now, is missing. */
    Map<ProcessKey, WorkerMemory> read(List<ProcessKey> processes) {
        long deadline = System.nanoTime() + policy.firstLook().toNanos();
        int readers = Math.clamp(processes.size(), 1, MOST_READERS);
        List<Future<Map<ProcessKey, WorkerMemory>>> parts = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int reader = 0; reader < readers; reader++) {
                int first = reader;
                parts.add(executor.submit(() -> readPart(processes, first, readers, deadline)));
            }
        }
        Map<ProcessKey, WorkerMemory> all = new HashMap<>();
        for (Future<Map<ProcessKey, WorkerMemory>> part : parts) {
            try {
                all.putAll(part.get());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return all;
    }

    private Map<ProcessKey, WorkerMemory> readPart(List<ProcessKey> processes, int first, int step, long deadline) {
        Map<ProcessKey, WorkerMemory> part = new HashMap<>();
        try (ProcReader reader = new ProcReader(proc)) {
            for (int i = first; i < processes.size(); i += step) {
                ProcessKey key = processes.get(i);
                WorkerMemory memory = memory(reader, key.pid(), deadline);
                // Asked last: what was read is this process's only if it is still there.
                if (reader.stat(key.pid())
                        .toOptional()
                        .map(ProcessStat::key)
                        .filter(key::equals)
                        .isPresent()) {
                    part.put(key, memory);
                }
            }
        }
        return part;
    }

    private WorkerMemory memory(ProcReader reader, int pid, long deadline) {
        WorkerMemory cheap = reader.status(pid)
                .map(status -> new WorkerMemory(
                        status.memory().vmRss(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        status.memory().vmSwap(),
                        OptionalLong.empty()))
                .toOptional()
                .orElse(WorkerMemory.UNKNOWN);
        if (System.nanoTime() > deadline || cheap.rss().orElse(0) > policy.largest()) {
            return cheap;
        }
        return switch (rollup(reader, pid)) {
            case Reading.Present<MemoryFigures>(MemoryFigures figures) ->
                figures.has(MemoryField.RSS)
                        ? new WorkerMemory(
                                figures.get(MemoryField.RSS),
                                figures.get(MemoryField.PSS),
                                figures.uss(),
                                figures.get(MemoryField.SWAP),
                                figures.get(MemoryField.PSS_SHMEM))
                        : cheap;
            case Reading.Gone<MemoryFigures> _,
                    Reading.Denied<MemoryFigures> _,
                    Reading.Absent<MemoryFigures> _,
                    Reading.Malformed<MemoryFigures> _ -> cheap;
        };
    }

    /** Kernels before 4.14 have no rollup: the sum over {@code smaps} is the same figure, more slowly. */
    private static Reading<MemoryFigures> rollup(ProcReader reader, int pid) {
        Reading<MemoryFigures> rollup = reader.smapsRollup(pid);
        if (!(rollup instanceof Reading.Absent<MemoryFigures>)) {
            return rollup;
        }
        MemoryFigures sum = new MemoryFigures();
        return reader.smaps(pid, (mapping, figures, flags) -> sum.add(figures)).map(_ -> sum);
    }
}
