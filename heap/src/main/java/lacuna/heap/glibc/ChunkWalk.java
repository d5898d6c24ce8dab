package lacuna.heap.glibc;

import lacuna.heap.block.BlockRun;
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
        BORDER,
        DAMAGE
    }

    private static final int HEADER_AND_LINKS = 32;
    /** Bits in the word of a size that no chunk within a heap has: sizes are aligned. */
    private static final int NEVER = ChunkHeader.MAPPED | ChunkHeader.ALIGNMENT / 2;

    private static final String OF_ANOTHER = "a chunk says that it is another arena's";
    private static final long SIZE_BITS = ~(long) ChunkHeader.FLAGS;
    private static final int WORD_SHIFT = 3;
    private static final int LIVE = BlockState.LIVE.ordinal();
    private static final int FREE = BlockState.FREE.ordinal();

    private final MemoryWindow memory;
    /** What {@link ChunkHeader#OTHER_ARENA} must be in a live chunk; free() goes by it. */
    private final int mark;

    private final CachedChunks cached;
    private final CacheShapes shapes;
    private final Violations violations;
    private final LinkSums links;
    private final BlockRun run = new BlockRun();

    // The chunk that is next, the word of its size, and the first cached chunk from there on.
    private long at;
    private long head;
    private int nextIndex;

    ChunkWalk(
            MemoryWindow memory,
            int mark,
            CachedChunks cached,
            CacheShapes shapes,
            Violations violations,
            LinkSums links) {
        this.memory = memory;
        this.mark = mark;
        this.cached = cached;
        this.shapes = shapes;
        this.violations = violations;
        this.links = links;
    }

    /** Where the last walk ended: behind its last block. */
    long endedAt() {
        return at;
    }

    /**
     * Walks from {@code start} to the top chunk, to a fence, behind a live chunk to {@code border}, or to where the chain
     * breaks, at the latest {@code end}. No chunk is at a border of -1.
     */
    End walk(long start, long end, long top, long border, BlockSink sink) {
        memory.endAt(end);
        at = start;
        if (!ChunkHeader.isAligned(start) || !header(start)) {
            violations.add("the memory of a heap cannot be read", start);
            return End.DAMAGE;
        }
        head = memory.word(start + ChunkHeader.SIZE);
        if ((head & ChunkHeader.PREVIOUS_IN_USE) == 0 && start != top) {
            violations.add("the first chunk of a heap says that one before it is free", start);
        }
        nextIndex = cached.firstFrom(start);
        run.begin(start);
        End how = chunks(end, top, border, sink);
        run.pourInto(sink);
        return how;
    }

    private End chunks(long end, long top, long border, BlockSink sink) {
        while (at != top) {
            if (at == border && run.endsLive()) {
                if (cached.address(nextIndex) < at) {
                    violations.add("a cached chunk is none that the walk meets", cached.address(nextIndex));
                }
                return End.BORDER;
            }
            if (run.isFull()) {
                run.pourInto(sink);
            }
            plainChunks(top, border);
            if (run.isFull() || at == top || (at == border && run.endsLive())) {
                continue;
            }
            // Cached, at the end of the window, or the last of something: one chunk with all care.
            long chunk = at;
            long word = head;
            long size = ChunkHeader.size(word);
            long next = chunk + size;
            if (size < ChunkHeader.SMALLEST
                    || !ChunkHeader.isAligned(size)
                    || size > end - chunk - ChunkHeader.BYTES
                    || (head & ChunkHeader.MAPPED) != 0) {
                return fence(chunk, size, end);
            }
            long forward = memory.word(chunk + ChunkHeader.FORWARD);
            long backward = memory.word(chunk + ChunkHeader.BACKWARD);
            if (!header(next)) {
                violations.add("the memory of a heap cannot be read", next);
                return End.DAMAGE;
            }
            head = memory.word(next + ChunkHeader.SIZE);
            BlockState state = BlockState.LIVE;
            if ((head & ChunkHeader.PREVIOUS_IN_USE) == 0) {
                state = BlockState.FREE;
                free(chunk, size, forward, backward);
            } else if (shapes.isSize(size)) {
                shapes.add(chunk);
            }
            if (chunk >= cached.address(nextIndex)) {
                state = cachedState(chunk, state);
            }
            boolean isRemainder = state == BlockState.LIVE
                    && size == ChunkHeader.SMALLEST
                    && next == end - ChunkHeader.BYTES
                    && next != top;
            if (!isRemainder && isStrange(word, (head & ChunkHeader.PREVIOUS_IN_USE) == 0)) {
                violations.add(OF_ANOTHER, chunk);
            }
            if (isRemainder) {
                // What was left of a top chunk too small to become a free one.
                state = BlockState.OVERHEAD;
            }
            run.add(size, state);
            at = next;
        }
        if (run.isFull()) {
            run.pourInto(sink);
        }
        if ((head & ChunkHeader.FLAGS) != ChunkHeader.PREVIOUS_IN_USE) {
            violations.add("the top chunk's flags are impossible", at);
        }
        return top(at, ChunkHeader.size(head), end);
    }

    /**
     * On through chunks that are nothing special: in no cache, their next header in the window, no end of anything. This is
     * the loop that all the time goes into, so it keeps to locals and counts in words; what is seldom is left to the caller.
     */
    private void plainChunks(long top, long border) {
        long[] window = memory.words();
        long origin = memory.origin();
        long special = Math.max(at, Math.min(cached.address(nextIndex), Math.min(ahead(top), ahead(border))));
        int last = (int) ((memory.coveredFrom(at) - HEADER_AND_LINKS - origin) >> WORD_SHIFT);
        int stop = (int) Math.min(last, (special - origin) >> WORD_SHIFT);
        boolean gathers = shapes.isWanted();
        long[] words = run.words();
        int count = run.count();
        int chunk = (int) ((at - origin) >> WORD_SHIFT);
        long word = head;
        int freeBlocks = 0;
        long freeBytes = 0;
        // Whose mark is wrong is looked for afterwards: here one bit tells that any is.
        int wrong = 0;
        int firstChunk = chunk;
        while (count < words.length && chunk < stop) {
            long size = word & SIZE_BITS;
            if (size < ChunkHeader.SMALLEST || size >> WORD_SHIFT > last - chunk || (word & NEVER) != 0) {
                break;
            }
            int next = chunk + (int) (size >> WORD_SHIFT);
            int flags = (int) word;
            word = window[next + 1];
            if ((word & ChunkHeader.PREVIOUS_IN_USE) != 0) {
                words[count++] = BlockRun.word(size, LIVE);
                wrong |= flags ^ mark;
                if (gathers && shapes.isSize(size)) {
                    shapes.add(origin + ((long) chunk << WORD_SHIFT));
                }
            } else {
                words[count++] = BlockRun.word(size, FREE);
                freeBlocks++;
                wrong |= flags & ~mark;
                freeBytes += size;
                long address = origin + ((long) chunk << WORD_SHIFT);
                links.add(address, window[chunk + 2], window[chunk + 3]);
                if (window[next] != size) {
                    violations.add("a free chunk's size is not repeated behind it", address);
                }
            }
            chunk = next;
        }
        if ((wrong & ChunkHeader.OTHER_ARENA) != 0) {
            strangers(window, firstChunk, chunk);
        }
        at = origin + ((long) chunk << WORD_SHIFT);
        head = word;
        run.filled(count, at, freeBlocks, freeBytes);
    }

    /** Tells of each chunk from {@code first} to {@code end}, words of the window, that has another arena's mark. */
    private void strangers(long[] window, int first, int end) {
        int chunk = first;
        while (chunk < end) {
            long word = window[chunk + 1];
            int next = chunk + (int) (ChunkHeader.size(word) >> WORD_SHIFT);
            if (isStrange(word, (window[next + 1] & ChunkHeader.PREVIOUS_IN_USE) == 0)) {
                violations.add(OF_ANOTHER, memory.origin() + ((long) chunk << WORD_SHIFT));
            }
            chunk = next;
        }
    }

    /** A free chunk of a thread arena may have the mark or not. */
    private boolean isStrange(long word, boolean isFree) {
        int wrong = isFree ? (int) word & ~mark : (int) word ^ mark;
        return (wrong & ChunkHeader.OTHER_ARENA) != 0;
    }

    private long ahead(long address) {
        return address >= at ? address : Long.MAX_VALUE;
    }

    /** A free chunk with its links; the window covers the header behind it. */
    private void free(long chunk, long size, long forward, long backward) {
        links.add(chunk, forward, backward);
        if (memory.word(chunk + size + ChunkHeader.PREVIOUS_SIZE) != size) {
            violations.add("a free chunk's size is not repeated behind it", chunk);
        }
    }

    /** The state of a chunk at or behind the next cached one. */
    private BlockState cachedState(long chunk, BlockState marked) {
        BlockState state = marked;
        if (chunk != cached.address(nextIndex)) {
            violations.add("a cached chunk is none that the walk meets", cached.address(nextIndex));
        } else if (marked == BlockState.FREE) {
            violations.add("a cached chunk is marked free", chunk);
        } else {
            state = cached.state(nextIndex);
        }
        do {
            nextIndex++;
        } while (chunk >= cached.address(nextIndex));
        return state;
    }

    private boolean header(long chunk) {
        return memory.covers(chunk, HEADER_AND_LINKS) || memory.covers(chunk, ChunkHeader.BYTES);
    }

    private End top(long chunk, long size, long end) {
        if (size < ChunkHeader.BYTES || chunk + size != end) {
            violations.add("the top chunk does not reach to the end of its heap", chunk);
            return End.DAMAGE;
        }
        run.add(size, BlockState.TOP);
        at = chunk + size;
        return End.TOP;
    }

    /**
     * The end of a heap that is no longer the last. Of a thread arena: a chunk of 16 bytes and a header of size 0, or the
     * latter alone; of the main arena: two chunks of 16 bytes, three where the old top was minimal.
     */
    private End fence(long chunk, long size, long end) {
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
        run.add(behind - chunk, BlockState.OVERHEAD);
        at = behind;
        return End.FENCE;
    }

    private long sizeAt(long chunk) {
        return memory.covers(chunk, ChunkHeader.BYTES) ? ChunkHeader.size(memory.word(chunk + ChunkHeader.SIZE)) : -1;
    }
}
