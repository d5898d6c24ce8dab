package lacuna.heap.jemalloc;

import lacuna.heap.block.BlockState;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;

/** Foretells a purge: all that is resident of dirty and of muzzy extents. What is free within slabs in use stays. */
final class PurgeForecast implements ReleaseForecast {
    private final ResidentBytes resident;
    private long releasable;

    PurgeForecast(ResidentBytes resident) {
        this.resident = resident;
    }

    @Override
    public void block(long address, long size, BlockState state) {
        blocks(address, size, 1, state);
    }

    @Override
    public void blocks(long address, long size, int count, BlockState state) {
        switch (state) {
            case CACHED, LAZILY_FREED -> releasable += resident.between(address, address + size * count);
            case LIVE, THREAD_CACHED, FREE, TOP, GIVEN_BACK, OVERHEAD, FOREIGN -> {}
        }
    }

    @Override
    public long releasable() {
        return releasable;
    }
}
