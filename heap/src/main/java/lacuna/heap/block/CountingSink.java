package lacuna.heap.block;

import java.util.Optional;

/** Counts what it passes on, for the report of a region. */
public final class CountingSink implements BlockSink {
    private final TallySink tally = new TallySink();
    private final BlockSink next;
    private Optional<CountingSink> behind = Optional.empty();

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

    @Override
    public long unclaimed(long address) {
        return next.unclaimed(address);
    }

    @Override
    public Optional<BlockSink> behind() {
        behind = next.behind().map(CountingSink::new);
        return behind.map(sink -> sink);
    }

    @Override
    public void join() {
        CountingSink joined = behind.orElseThrow();
        next.join();
        tally.add(joined.tally);
        behind = joined.behind;
    }

    /** The report of a region that says it holds {@code system} bytes. */
    public RegionReport report(Region region, long system, Violations violations) {
        return new RegionReport(region, tally.tally(), system - tally.totalBytes(), violations.list());
    }
}
