package lacuna.heap.glibc;

import java.util.Arrays;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.LongList;

/**
 * The chunks that look allocated and are not: in thread caches and fast bins, and the tables of the caches themselves.
 * By address, so that a walk meets them in order.
 */
final class CachedChunks {
    static final CachedChunks NONE = new CachedChunks(new long[0], 0);
    private static final BlockState[] STATES = {BlockState.THREAD_CACHED, BlockState.CACHED, BlockState.OVERHEAD};
    /** Chunks are aligned to 16: the lowest bits hold the state. */
    private static final long STATE_BITS = 15;

    private final long[] chunks;
    private final int duplicates;

    private CachedChunks(long[] chunks, int duplicates) {
        this.chunks = chunks;
        this.duplicates = duplicates;
    }

    /** What {@link #tagged} made of each chunk, in any order. */
    static CachedChunks of(LongList tagged) {
        long[] sorted = tagged.toArray();
        Arrays.sort(sorted);
        int kept = 0;
        for (long each : sorted) {
            if (kept == 0 || (sorted[kept - 1] & ~STATE_BITS) != (each & ~STATE_BITS)) {
                sorted[kept++] = each;
            }
        }
        return new CachedChunks(Arrays.copyOf(sorted, kept), sorted.length - kept);
    }

    static long tagged(long chunk, BlockState state) {
        return switch (state) {
            case THREAD_CACHED -> chunk;
            case CACHED -> chunk | 1;
            case OVERHEAD -> chunk | 2;
            case LIVE, FREE, TOP, LAZILY_FREED, GIVEN_BACK, FOREIGN ->
                throw new IllegalArgumentException("not cached: " + state);
        };
    }

    /** How many chunks stood in more than one list: none may. */
    int duplicates() {
        return duplicates;
    }

    int size() {
        return chunks.length;
    }

    int firstFrom(long address) {
        int found = Arrays.binarySearch(chunks, address);
        return found >= 0 ? found : -found - 1;
    }

    /** The chunk at {@code index}; behind the last there is one that no walk reaches. */
    long address(int index) {
        return index < chunks.length ? chunks[index] & ~STATE_BITS : Long.MAX_VALUE;
    }

    BlockState state(int index) {
        return STATES[(int) (chunks[index] & STATE_BITS)];
    }
}
