package lacuna.doctor.php;

import java.util.List;
import java.util.Optional;

/**
 * How many workers of a pool the memory has room for, the others staying as they are. Shared pages are there once whatever
 * the number; one more worker costs what is its own, so the 95th percentile of USS is what one takes. Workers that have
 * served too little to have grown do not tell it.
 */
public record Capacity(Headroom headroom, long held, long shared, long perWorker, long fits) {
    /** Serving anything writes to more of PHP's first chunk, and of what was shared with the master, than this. */
    private static final long LEAST_OF_A_WARM_ONE = 1L << 20;

    static Optional<Capacity> of(Headroom headroom, List<Worker> workers) {
        List<Worker> known = workers.stream()
                .filter(worker -> worker.memory().uss().isPresent()
                        && worker.memory().pss().isPresent())
                .toList();
        long[] uss = known.stream()
                .filter(Capacity::isWarm)
                .mapToLong(worker -> worker.memory().uss().getAsLong())
                .sorted()
                .toArray();
        if (uss.length == 0 || uss[uss.length - 1] == 0) {
            return Optional.empty();
        }
        long pss = known.stream()
                .mapToLong(worker -> worker.memory().pss().orElseThrow())
                .sum();
        long own = known.stream()
                .mapToLong(worker -> worker.memory().uss().orElseThrow())
                .sum();
        long shared = Math.max(0, pss - own);
        long perWorker = Math.max(1, uss[Math.min(uss.length - 1, (int) Math.ceil(uss.length * 0.95) - 1)]);
        long budget = Math.max(0, headroom.bytes() + pss - shared);
        return Optional.of(new Capacity(headroom, pss, shared, perWorker, budget / perWorker));
    }

    /** Where nobody tells how much a worker served, by what it has of its own: before its first request that is little. */
    private static boolean isWarm(Worker worker) {
        return worker.requests().isPresent()
                ? worker.requests().getAsLong() >= RequestGrowth.WARM
                : worker.memory().uss().orElse(0) >= LEAST_OF_A_WARM_ONE;
    }

    /** What all workers may take together. */
    public long budget() {
        return Math.max(0, headroom.bytes() + held - shared);
    }
}
