package lacuna.watch.sample;

import java.time.Duration;

/**
 * How the resident size moved since Lacuna first saw the process. {@code series} is the latest of it, oldest first, always
 * of {@code status}: exact and cheap figures are never mixed in one series.
 */
public record Growth(long bytes, Duration over, Series series) {}
