package lacuna.doctor.examine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lacuna.heap.map.Examinable;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessKey;
import lacuna.watch.sample.ProcessView;

/**
 * Those whom the user named by number, each of which can be examined: who asks after one of them is not answered with
 * what is known of the others.
 */
final class Named {
    private Named() {}

    /** In the order in which they were named; a thread stands for its process. */
    static List<ProcessView> of(Set<Integer> numbers, List<ProcessView> processes, ProcRoot root) {
        List<ProcessView> named = new ArrayList<>();
        try (ProcReader reader = new ProcReader(root)) {
            for (int number : numbers) {
                Examinable.check(reader, number);
                ProcessView view = find(number, processes)
                        .or(() -> ofThread(number, processes, reader))
                        .orElseThrow(() -> new CannotExamine(
                                "no such process", number + " began after the look at all processes", "run again"));
                if (named.stream().noneMatch(other -> other.pid() == view.pid())) {
                    named.add(view);
                }
            }
        }
        return named;
    }

    /** Its process; the thread itself where the main thread has ended, which takes the memory out of the process's sight. */
    private static Optional<ProcessView> ofThread(int thread, List<ProcessView> processes, ProcReader reader) {
        return reader.status(thread)
                .toOptional()
                .flatMap(status -> find(status.threadGroup(), processes))
                .flatMap(process -> isDead(process)
                        ? reader.stat(thread).toOptional().map(stat -> under(stat.key(), process))
                        : Optional.of(process));
    }

    private static Optional<ProcessView> find(int pid, List<ProcessView> processes) {
        return processes.stream().filter(process -> process.pid() == pid).findFirst();
    }

    private static boolean isDead(ProcessView process) {
        return process.state() == 'Z' || process.state() == 'X';
    }

    private static ProcessView under(ProcessKey key, ProcessView process) {
        return new ProcessView(
                key,
                process.name(),
                process.command(),
                process.uid(),
                process.user(),
                process.state(),
                process.threads(),
                process.startedAt(),
                process.membership(),
                process.resident(),
                process.rollup(),
                process.whyNoRollup(),
                process.growth(),
                process.exactNow());
    }
}
