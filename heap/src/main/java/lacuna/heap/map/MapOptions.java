package lacuna.heap.map;

import java.time.InstantSource;

/**
 * How a live process is read. {@code mostForSmaps} is the resident size in bytes up to which smaps is read: reading it
 * blocks the target's mmap for about 20 ms per GiB.
 */
public record MapOptions(long mostForSmaps, InstantSource clock) {
    public static final MapOptions DEFAULT = new MapOptions(8L << 30, InstantSource.system());
}
