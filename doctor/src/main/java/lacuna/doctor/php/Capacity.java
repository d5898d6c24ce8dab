package lacuna.doctor.php;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How many workers of a pool the memory has room for, the others staying as they are. Shared pages are there once whatever
 * the number; one more worker costs what is its own, so the 95th percentile of USS is what one takes.
 */
public record Capacity(Headroom headroom, long held, long shared, long perWorker, long fits) {

    static Optional<Capacity> of(Headroom headroom, List<Worker> workers) {
        long[] uss = workers.stream()
                .filter(worker -> worker.memory().uss().isPresent()
                        && worker.memory().pss().isPresent())
                .mapToLong(worker -> worker.memory().uss().getAsLong())
                .sorted()
                .toArray();
        if (uss.length == 0 || uss[uss.length - 1] == 0) {
            return Optional.empty();
        }
        long pss = workers.stream().mapToLong(w -> w.memory().pss().orElse(0)).sum();
        long shared = Math.max(0, pss - Arrays.stream(uss).sum());
        long perWorker = Math.max(1, uss[Math.min(uss.length - 1, (int) Math.ceil(uss.length * 0.95) - 1)]);
        long budget = Math.max(0, headroom.bytes() + pss - shared);
        return Optional.of(new Capacity(headroom, pss, shared, perWorker, budget / perWorker));
    }

    /** What all workers may take together. */
    public long budget() {
        return Math.max(0, headroom.bytes() + held - shared);
    }
}
