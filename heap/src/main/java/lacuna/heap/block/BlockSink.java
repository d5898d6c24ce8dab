package lacuna.heap.block;

import java.util.Optional;

/** Takes the blocks of one region, as primitives. Within one piece of memory they come in ascending order, side by side. */
@FunctionalInterface
public interface BlockSink {
    BlockSink NONE = new BlockSink() {
        @Override
        public void block(long address, long size, BlockState state) {}

        @Override
        public void run(BlockRun run) {}
    };

    /** {@code size} bytes from {@code address} on, headers included. */
    void block(long address, long size, BlockState state);

    /** {@code count} blocks of {@code size} bytes each and of one state, side by side from {@code address} on. */
    default void blocks(long address, long size, int count, BlockState state) {
        for (int i = 0; i < count; i++) {
            block(address + i * size, size, state);
        }
    }

    /** The first address from {@code address} on that no other heap has claimed: what is before need not be searched. */
    default long unclaimed(long address) {
        return address;
    }

    /**
     * A sink for blocks that lie behind those of this one, which another thread may fill meanwhile; empty of one that has
     * to take all blocks by itself. The two meet between two live blocks.
     */
    default Optional<BlockSink> behind() {
        return Optional.empty();
    }

    /** Takes over from the sink that {@link #behind} made, and the one that that made is behind this one then. */
    default void join() {
        throw new IllegalStateException("nothing is behind");
    }

    /** Many blocks at once; the same as each of them. */
    default void run(BlockRun run) {
        long address = run.start();
        for (int i = 0; i < run.count(); i++) {
            block(address, run.size(i), run.state(i));
            address += run.size(i);
        }
    }
}
