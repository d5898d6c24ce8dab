package lacuna.heap.block;

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

    /** Many blocks at once; the same as each of them. */
    default void run(BlockRun run) {
        long address = run.start();
        for (int i = 0; i < run.count(); i++) {
            block(address, run.size(i), run.state(i));
            address += run.size(i);
        }
    }
}
