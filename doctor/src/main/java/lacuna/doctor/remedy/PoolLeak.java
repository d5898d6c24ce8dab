package lacuna.doctor.remedy;

import java.util.Locale;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.PoolGrowth;
import lacuna.linux.text.ByteSize;

/** Replacing the workers of a pool that leaks: bounds the leak, and hides it. How often, only the growth per request tells. */
final class PoolLeak {
    private static final long LEAST_REQUESTS = 50;
    private static final long MOST_REQUESTS = 10_000;

    /** What a new worker costs before it is as fast as the old one: assumed, as lacuna php assumes it. */
    private static final int RESPAWN_MILLIS = 50;

    private static final String HIDES = "it bounds the leak and hides it: the code goes on leaking, so find it first; "
            + "each new worker costs its start (about " + RESPAWN_MILLIS + " ms) and a cold cache of its own";

    private PoolLeak() {}

    static Prescription prescription(Evidence evidence) {
        String pool = evidence.subject().service().name();
        Optional<PoolGrowth> growth = evidence.pool().filter(known -> known.perRequest() > 0);
        return growth.map(known -> computed(pool, known)).orElseGet(() -> unknown(pool));
    }

    /** A worker is replaced when it has grown by as much as it took when it was fresh. */
    private static Prescription computed(String pool, PoolGrowth growth) {
        long doubled = (long) (Math.max(1, growth.fresh()) / growth.perRequest());
        long requests = Math.clamp(doubled, LEAST_REQUESTS, MOST_REQUESTS);
        long most = (long) (growth.workers() * (growth.fresh() + growth.perRequest() * requests));
        return new Prescription(
                "fpm-pool",
                "",
                "; in the pool [" + pool + "]\npm.max_requests = " + requests + "\n",
                String.format(
                        Locale.ROOT,
                        "a request leaves %s (%d workers compared), a fresh worker takes %s: after %d requests it has grown "
                                + "by %s",
                        ByteSize.of(Math.round(growth.perRequest())),
                        growth.workers(),
                        ByteSize.of(growth.fresh()),
                        requests,
                        ByteSize.of(Math.round(growth.perRequest() * requests))),
                Math.max(0, growth.own() - most),
                false,
                HIDES + ", once in " + requests + " requests",
                "lacuna php: the oldest workers are no larger than the youngest",
                "remove the line and reload php-fpm");
    }

    private static Prescription unknown(String pool) {
        return new Prescription(
                "advice",
                "",
                "lacuna php computes pm.max_requests of the pool [" + pool + "] from the growth per request, once its "
                        + "status page is on (pm.status_path).\n",
                "workers that are replaced bound a leak; how much a request leaves is not known here, and a number that "
                        + "nobody computed is too small or too large",
                0,
                false,
                HIDES,
                "lacuna php: the oldest workers are no larger than the youngest",
                "remove the line and reload php-fpm");
    }
}
