package lacuna.doctor.php;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where the bytes of a pool are: sums over those of its workers whose heap was read.
 *
 * @param workers how many those are
 * @param live what PHP's scripts hold
 * @param holes in memory and free, between what is live
 * @param cached in chunks that are kept for the next request
 * @param outside the workers' own memory outside of PHP's heap: malloc, extensions, libraries
 * @param opcache the pool's share of OPcache's segment
 * @param peak the most that one of them has taken, as memory_limit counts it
 * @param cachedAfterRequest what is kept when each worker has had one more small request
 */
public record PoolBytes(
        int workers,
        long live,
        long holes,
        long cached,
        OptionalLong outside,
        OptionalLong opcache,
        long peak,
        OptionalLong limit,
        long cachedAfterRequest) {

    static PoolBytes of(List<Worker> all) {
        int workers = 0;
        long live = 0;
        long holes = 0;
        long cached = 0;
        long outside = 0;
        boolean isOutsideKnown = false;
        long peak = 0;
        OptionalLong limit = OptionalLong.empty();
        long after = 0;
        for (Worker worker : all) {
            if (worker.inside().heap().isEmpty()) {
                continue;
            }
            HeapFigures heap = worker.inside().heap().get();
            workers++;
            live += heap.used();
            holes += heap.holes();
            cached += heap.cached();
            after += Math.min(heap.cachedAfterRequest(), heap.cached());
            peak = Math.max(peak, Math.max(heap.peak(), worker.lastMemory().orElse(0)));
            limit = heap.limit().isPresent() ? heap.limit() : limit;
            OptionalLong own = heap.outside(worker.memory());
            isOutsideKnown |= own.isPresent();
            outside += own.orElse(0);
        }
        long[] shared = all.stream()
                .filter(worker -> worker.memory().sharedPss().isPresent())
                .mapToLong(worker -> worker.memory().sharedPss().getAsLong())
                .toArray();
        return new PoolBytes(
                workers,
                live,
                holes,
                cached,
                isOutsideKnown ? OptionalLong.of(outside) : OptionalLong.empty(),
                shared.length == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(Arrays.stream(shared).sum()),
                peak,
                limit,
                after);
    }
}
