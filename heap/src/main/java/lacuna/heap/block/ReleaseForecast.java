package lacuna.heap.block;

/**
 * Takes the blocks of a region and foretells how many resident bytes the allocator would return when asked to. Live blocks
 * may come as one where they lie side by side, or not at all.
 */
public interface ReleaseForecast extends BlockSink {
    /** Of an allocator that gives nothing back when asked. */
    ReleaseForecast NOTHING = new ReleaseForecast() {
        @Override
        public void block(long address, long size, BlockState state) {}

        @Override
        public void blocks(long address, long size, int count, BlockState state) {}

        @Override
        public long releasable() {
            return 0;
        }
    };

    /** After the last block: the resident bytes that go back to the kernel. */
    long releasable();

    /** After the last block: what of {@link #releasable} lies in the top. */
    default long releasableOfTop() {
        return 0;
    }
}
