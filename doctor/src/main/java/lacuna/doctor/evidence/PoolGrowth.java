package lacuna.doctor.evidence;

/**
 * How the workers of a pool grow with what they serve.
 *
 * @param perRequest bytes that one request leaves
 * @param fresh what a worker takes that has just begun
 * @param own what of each worker is its own, together
 * @param workers how many were compared
 */
public record PoolGrowth(double perRequest, long fresh, long own, int workers) {}
