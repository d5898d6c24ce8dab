package lacuna.heap.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * A region that could not be read as it was at one moment: its figures may be wrong.
 *
 * @param bytes what the allocator holds in it
 * @param needed about how long the process would have to stand still for it; empty where it was allowed as long, and a
 *     longer stop does not help
 */
public record Torn(String region, long bytes, Optional<Duration> needed) {}
