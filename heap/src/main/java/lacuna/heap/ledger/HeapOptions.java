package lacuna.heap.ledger;

import java.time.Duration;
import lacuna.heap.map.MapOptions;

/**
 * How a heap is examined.
 *
 * @param maxPause bounds each stop of a process that does not hold still; zero forbids them
 * @param picture whether the pages are gathered for a picture
 * @param notice is told before each stop
 */
public record HeapOptions(Duration maxPause, MapOptions map, Picture picture, StopNotice notice) {
    /** What of the pages is kept. */
    public enum Picture {
        NONE,
        PAGES
    }

    public static final HeapOptions DEFAULT = new HeapOptions(Duration.ofMillis(50), MapOptions.DEFAULT);

    public HeapOptions {
        if (maxPause.isNegative()) {
            throw new IllegalArgumentException("a pause is not negative: " + maxPause);
        }
    }

    public HeapOptions(Duration maxPause, MapOptions map) {
        this(maxPause, map, Picture.NONE, StopNotice.NOBODY);
    }

    public HeapOptions withoutPauses() {
        return new HeapOptions(Duration.ZERO, map, picture, notice);
    }

    public HeapOptions with(Picture other) {
        return new HeapOptions(maxPause, map, other, notice);
    }

    public HeapOptions telling(StopNotice other) {
        return new HeapOptions(maxPause, map, picture, other);
    }
}
