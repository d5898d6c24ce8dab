package lacuna.heap.glibc;

import lacuna.heap.block.BlockState;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;

/**
 * Foretells malloc_trim(0). It joins fast chunks with their free neighbours, gives back the whole pages inside of every
 * free chunk (behind the links that a large one has), and, of the main arena only, its top but for one minimal chunk. It
 * leaves the tops of thread arenas, what thread caches hold, and mapped chunks; and the main arena's top too where the
 * break is no longer at its end.
 */
final class TrimForecast implements ReleaseForecast {
    /** The header and all links that a free chunk can have. */
    private static final int KEPT = 48;

    private final long breakEnd;
    private final long unit;
    private final ResidentBytes resident;
    private long runStart;
    private long runEnd;
    private BlockState last = BlockState.LIVE;
    private long releasable;
    private long releasableOfTop;

    /** {@code breakEnd} is the end of the break's mapping, 0 for a region that has none. */
    TrimForecast(long breakEnd, Parameters parameters, ResidentBytes resident) {
        this.breakEnd = breakEnd;
        this.unit = Math.max(PageSize.BYTES, parameters.thpPageSize());
        this.resident = resident;
    }

    @Override
    public void block(long address, long size, BlockState state) {
        switch (state) {
            case FREE, CACHED -> {
                if (address != runEnd) {
                    close();
                    runStart = address;
                }
                runEnd = address + size;
            }
            case TOP -> {
                // A fast chunk directly below the top joins it, and whatever is free below.
                boolean joins = address == runEnd && last == BlockState.CACHED;
                long start = joins ? runStart : address;
                if (joins) {
                    runEnd = runStart;
                }
                close();
                if (address + size == breakEnd) {
                    top(start, address, address + size);
                }
            }
            case LIVE, THREAD_CACHED, LAZILY_FREED, GIVEN_BACK, OVERHEAD, FOREIGN -> close();
        }
        last = state;
    }

    @Override
    public long releasable() {
        close();
        return releasable;
    }

    @Override
    public long releasableOfTop() {
        return releasableOfTop;
    }

    private void close() {
        long from = align(runStart + KEPT);
        long to = runEnd & -PageSize.BYTES;
        if (from < to) {
            releasable += resident.between(from, to);
        }
        runStart = 0;
        runEnd = 0;
    }

    /** The top begins at {@code top}; what is free directly below it from {@code start} on has joined it. */
    private void top(long start, long top, long end) {
        long spare = end - start - ChunkHeader.SMALLEST - 1;
        if (spare >= unit) {
            long from = end - (spare & -unit);
            releasable += resident.between(from, end);
            releasableOfTop += resident.between(Math.max(from, top), end);
        }
    }

    private static long align(long address) {
        return (address + PageSize.BYTES - 1) & -PageSize.BYTES;
    }
}
