package lacuna.heap.snapshot;

import java.nio.file.Path;

/** Where a snapshot goes, and what becomes of a file that is there. */
public record SnapshotDestination(Path file, Overwrite overwrite) {
    /** Whether a regular file of that name is replaced. */
    public enum Overwrite {
        REFUSED,
        FORCED
    }
}
