package lacuna.doctor.evidence;

import java.time.Instant;

/**
 * One of several looks at a process.
 *
 * @param resident resident bytes
 * @param live resident bytes of live blocks, over all heaps
 * @param blocks how many blocks live
 * @param free resident bytes of what the program gave back and the heaps keep
 */
public record Look(Instant at, long resident, long live, long blocks, long free) {}
