package lacuna.doctor.php;

/**
 * What the walk of PHP's own heap tells of a worker, in bytes: in use, from the kernel, the most since the last request
 * began, the chunks kept for the next request, and the limit that holds.
 */
public record HeapFigures(long used, long mapped, long peak, long cachedChunks, long limit) {}
