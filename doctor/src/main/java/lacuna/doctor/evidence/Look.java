package lacuna.doctor.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * One of several looks at a process.
 *
 * @param resident resident bytes
 * @param live resident bytes of live blocks, over all heaps
 * @param blocks how many blocks live
 * @param free resident bytes of what the program gave back and the heaps keep
 * @param collected where one of the heaps is collected, what its collector says
 */
public record Look(Instant at, long resident, long live, long blocks, long free, Optional<Collected> collected) {
    public Look(Instant at, long resident, long live, long blocks, long free) {
        this(at, resident, live, blocks, free, Optional.empty());
    }

    /** This, with so much live. */
    Look with(long known) {
        return new Look(at, resident, known, blocks, free, Optional.empty());
    }
}
