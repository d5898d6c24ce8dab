package lacuna.doctor.php;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is a fresh worker's own, in bytes, and how a fresh one was told. */
public record Fresh(long uss, By by) {
    public enum By {
        /** The median of those that served few requests. */
        FEW_REQUESTS,
        /** No requests are known: the one that began last. */
        YOUNGEST
    }

    static Optional<Fresh> of(List<Worker> workers) {
        List<Worker> known = workers.stream()
                .filter(worker -> worker.memory().uss().isPresent())
                .toList();
        if (known.stream().anyMatch(worker -> worker.requests().isPresent())) {
            return median(known.stream()
                            .filter(worker -> worker.requests().orElse(Long.MAX_VALUE) < RequestGrowth.WARM)
                            .toList())
                    .map(uss -> new Fresh(uss, By.FEW_REQUESTS));
        }
        return known.stream()
                .max(Comparator.comparingLong((Worker worker) -> worker.key().startTicks())
                        .thenComparingInt(Worker::pid))
                .map(worker -> new Fresh(worker.memory().uss().orElseThrow(), By.YOUNGEST));
    }

    /** The median USS. */
    static Optional<Long> median(List<Worker> workers) {
        long[] all = workers.stream()
                .filter(worker -> worker.memory().uss().isPresent())
                .mapToLong(worker -> worker.memory().uss().orElseThrow())
                .sorted()
                .toArray();
        return all.length == 0 ? Optional.empty() : Optional.of(all[all.length / 2]);
    }
}
