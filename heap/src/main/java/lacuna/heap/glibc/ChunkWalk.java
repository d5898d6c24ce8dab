package lacuna.heap.glibc;

import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The walk from chunk to chunk, and the hot loop of all: one pass through a window, primitives only, one bounds check for
 * each header. Whether a chunk is free is told by the header behind it, so each step looks one header ahead.
 */
final class ChunkWalk {
    /** How a walk ended. */
    enum End {
        TOP,
        FENCE,
        DAMAGE
    }

    private static final int HEADER_AND_LINKS = 32;

    private final MemoryWindow memory;
    private final CachedChunks cached;
    private final CacheShapes shapes;
    private final Violations violations;
    private final LinkSums links;
    private long at;

    ChunkWalk(MemoryWindow memory, CachedChunks cached, CacheShapes shapes, Violations violations, LinkSums links) {
        this.memory = memory;
        this.cached = cached;
        this.shapes = shapes;
        this.violations = violations;
        this.links = links;
    }

    /** Where the last walk ended: behind its last block. */
    long endedAt() {
        return at;
    }

    /** Walks from {@code start} to the top chunk, to a fence, or to where the chain breaks, at the latest {@code end}. */
    End walk(long start, long end, long top, BlockSink sink) {
        memory.endAt(end);
        int nextIndex = cached.firstFrom(start);
        long nextCached = cached.address(nextIndex);
        long chunk = start;
        at = start;
        if (!ChunkHeader.isAligned(start) || !header(chunk)) {
            violations.add("the memory of a heap cannot be read", chunk);
            return End.DAMAGE;
        }
        long head = memory.word(chunk + ChunkHeader.SIZE);
        if ((head & ChunkHeader.PREVIOUS_IN_USE) == 0 && chunk != top) {
            violations.add("the first chunk of a heap says that one before it is free", chunk);
        }
        while (chunk != top) {
            long size = ChunkHeader.size(head);
            long next = chunk + size;
            if (size < ChunkHeader.SMALLEST
                    || !ChunkHeader.isAligned(size)
                    || size > end - chunk - ChunkHeader.BYTES
                    || (head & ChunkHeader.MAPPED) != 0) {
                return fence(chunk, size, end, sink);
            }
            long forward = memory.word(chunk + ChunkHeader.FORWARD);
            long backward = memory.word(chunk + ChunkHeader.BACKWARD);
            if (!header(next)) {
                violations.add("the memory of a heap cannot be read", next);
                return End.DAMAGE;
            }
            long nextHead = memory.word(next + ChunkHeader.SIZE);
            BlockState state = BlockState.LIVE;
            if ((nextHead & ChunkHeader.PREVIOUS_IN_USE) == 0) {
                state = BlockState.FREE;
                links.add(chunk, forward, backward);
                if (memory.word(next + ChunkHeader.PREVIOUS_SIZE) != size) {
                    violations.add("a free chunk's size is not repeated behind it", chunk);
                }
            } else if (shapes.isSize(size)) {
                shapes.add(chunk);
            }
            if (chunk >= nextCached) {
                if (chunk == nextCached) {
                    if (state == BlockState.FREE) {
                        violations.add("a cached chunk is marked free", chunk);
                    } else {
                        state = cached.state(nextIndex);
                    }
                } else {
                    violations.add("a cached chunk is none that the walk meets", nextCached);
                }
                do {
                    nextCached = cached.address(++nextIndex);
                } while (chunk >= nextCached);
            }
            if (state == BlockState.LIVE
                    && size == ChunkHeader.SMALLEST
                    && next == end - ChunkHeader.BYTES
                    && next != top) {
                // What was left of a top chunk too small to become a free one.
                state = BlockState.OVERHEAD;
            }
            sink.block(chunk, size, state);
            chunk = next;
            head = nextHead;
            at = chunk;
        }
        return top(chunk, ChunkHeader.size(head), end, sink);
    }

    private boolean header(long chunk) {
        return memory.covers(chunk, HEADER_AND_LINKS) || memory.covers(chunk, ChunkHeader.BYTES);
    }

    private End top(long chunk, long size, long end, BlockSink sink) {
        if (size < ChunkHeader.BYTES || chunk + size != end) {
            violations.add("the top chunk does not reach to the end of its heap", chunk);
            return End.DAMAGE;
        }
        sink.block(chunk, size, BlockState.TOP);
        at = chunk + size;
        return End.TOP;
    }

    /**
     * The end of a heap that is no longer the last. Of a thread arena: a chunk of 16 bytes and a header of size 0, or the
     * latter alone; of the main arena: two chunks of 16 bytes, three where the old top was minimal.
     */
    private End fence(long chunk, long size, long end, BlockSink sink) {
        long behind = chunk;
        if (size == 0 && chunk + ChunkHeader.BYTES == end) {
            behind = end;
        } else if (size == ChunkHeader.BYTES && chunk + 2 * ChunkHeader.BYTES <= end) {
            long second = sizeAt(chunk + ChunkHeader.BYTES);
            if (second == ChunkHeader.BYTES || (second == 0 && chunk + 2 * ChunkHeader.BYTES == end)) {
                behind = chunk + 2 * ChunkHeader.BYTES;
                if (second != 0 && behind + ChunkHeader.BYTES <= end && sizeAt(behind) == ChunkHeader.BYTES) {
                    behind += ChunkHeader.BYTES;
                }
            }
        }
        if (behind == chunk) {
            violations.add("a chunk's size is impossible", chunk);
            return End.DAMAGE;
        }
        sink.block(chunk, behind - chunk, BlockState.OVERHEAD);
        at = behind;
        return End.FENCE;
    }

    private long sizeAt(long chunk) {
        return memory.covers(chunk, ChunkHeader.BYTES) ? ChunkHeader.size(memory.word(chunk + ChunkHeader.SIZE)) : -1;
    }
}
