package lacuna.heap.block;

/** Counts what it passes on, for the report of a region. */
public final class CountingSink implements BlockSink {
    private final TallySink tally = new TallySink();
    private final BlockSink next;

    public CountingSink(BlockSink next) {
        this.next = next;
    }

    @Override
    public void block(long address, long size, BlockState state) {
        tally.block(address, size, state);
        next.block(address, size, state);
    }

    @Override
    public void blocks(long address, long size, int count, BlockState state) {
        tally.blocks(address, size, count, state);
        next.blocks(address, size, count, state);
    }

    @Override
    public void run(BlockRun run) {
        tally.run(run);
        next.run(run);
    }

    /** The report of a region that says it holds {@code system} bytes. */
    public RegionReport report(Region region, long system, Violations violations) {
        return new RegionReport(region, tally.tally(), system - tally.totalBytes(), violations.list());
    }
}
