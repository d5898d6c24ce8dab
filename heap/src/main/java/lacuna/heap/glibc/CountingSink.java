package lacuna.heap.glibc;

import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.TallySink;
import lacuna.heap.block.Violations;

/** Counts what it passes on. */
final class CountingSink implements BlockSink {
    private final TallySink tally = new TallySink();
    private final BlockSink next;

    CountingSink(BlockSink next) {
        this.next = next;
    }

    @Override
    public void block(long address, long size, BlockState state) {
        tally.block(address, size, state);
        next.block(address, size, state);
    }

    /** The report of a region that says it holds {@code system} bytes. */
    RegionReport report(Region region, long system, Violations violations) {
        return new RegionReport(region, tally.tally(), system - tally.totalBytes(), violations.list());
    }
}
