package lacuna.heap.ledger;

import java.time.Duration;
import lacuna.heap.map.MapOptions;

/** How a heap is examined. {@code maxPause} bounds each stop of a process that does not hold still; zero forbids them. */
public record HeapOptions(Duration maxPause, MapOptions map) {
    public static final HeapOptions DEFAULT = new HeapOptions(Duration.ofMillis(50), MapOptions.DEFAULT);

    public HeapOptions {
        if (maxPause.isNegative()) {
            throw new IllegalArgumentException("a pause is not negative: " + maxPause);
        }
    }

    public HeapOptions withoutPauses() {
        return new HeapOptions(Duration.ZERO, map);
    }
}
