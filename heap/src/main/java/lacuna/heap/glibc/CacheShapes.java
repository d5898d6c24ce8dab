package lacuna.heap.glibc;

/** Gathers the chunks that have the size of a thread cache's table: what is left to try when no thread leads to it. */
final class CacheShapes {
    static final CacheShapes NONE = new CacheShapes(0);
    private static final int MOST = 1 << 14;

    private final long size;
    private final LongList chunks = new LongList();

    /** {@code size} is the nominal one of the chunk; 0 gathers nothing. */
    CacheShapes(long size) {
        this.size = size == 0 ? -1 : size;
    }

    boolean isSize(long chunkSize) {
        return (chunkSize - size & ~(long) CacheLayout.STEP) == 0;
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
