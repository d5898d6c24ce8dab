package lacuna.heap.glibc;

import java.util.List;
import lacuna.heap.block.LongList;

/** Gathers the chunks that have the size of a thread cache's table: what is left to try when no thread leads to it. */
final class CacheShapes {
    static final CacheShapes NONE = new CacheShapes(List.of());
    private static final int MOST = 1 << 14;
    private static final long NO_SIZE = -1;

    private final long first;
    private final long second;
    private final LongList chunks = new LongList();

    /** At most two layouts, which the parameters cannot tell apart. */
    CacheShapes(List<CacheLayout> layouts) {
        this.first = layouts.isEmpty() ? NO_SIZE : layouts.getFirst().chunkSize();
        this.second = layouts.isEmpty() ? NO_SIZE : layouts.getLast().chunkSize();
    }

    /** Whether there is any size to look for. */
    boolean isWanted() {
        return first != NO_SIZE;
    }

    boolean isSize(long chunkSize) {
        return (chunkSize - first & ~(long) CacheLayout.STEP) == 0
                || (chunkSize - second & ~(long) CacheLayout.STEP) == 0;
    }

    void add(long chunk) {
        if (chunks.size() < MOST) {
            chunks.add(chunk);
        }
    }

    long[] chunks() {
        return chunks.toArray();
    }
}
