package lacuna.heap.block;

/** Takes the blocks of a region and foretells how many resident bytes the allocator would return when asked to. */
public interface ReleaseForecast extends BlockSink {
    /** After the last block: the resident bytes that go back to the kernel. */
    long releasable();
}
