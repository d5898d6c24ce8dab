package lacuna.heap.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapWitness;

/**
 * Writes along all walks of all heaps to the scratch file. A region may be walked more than once; by its report the
 * examination tells in the end which walk it believes.
 */
final class Recordings implements HeapWitness {
    /** What was written of one walk. */
    record Walk(BlockWriter.Blocks blocks, CacheOwners owners) {}

    /** Of all walks together: each can take an allocator with many threads a thousandth of a second. */
    private static final int QUESTIONS = 4096;

    private final AtomicInteger questions = new AtomicInteger(QUESTIONS);
    private final Scratch scratch;
    private final Map<RegionReport, Walk> walks = Collections.synchronizedMap(new IdentityHashMap<>());

    Recordings(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public RecognisedHeap watch(RecognisedHeap heap) {
        return new RecordedHeap(heap, this);
    }

    CacheOwners ownersOf(RecognisedHeap heap) {
        return new CacheOwners(heap::cacheOwner, questions);
    }

    /** Has a region walked into {@code sink} by {@code walk}, and keeps what came of it. */
    RegionReport record(CacheOwners owners, BlockSink sink, Function<BlockSink, RegionReport> walk) {
        try (SectionWriter section = new SectionWriter(scratch)) {
            BlockWriter blocks = new BlockWriter(section, owners, sink);
            RegionReport report = walk.apply(blocks);
            walks.put(report, new Walk(blocks.finish(), owners));
            return report;
        }
    }

    /** The walks that {@code account} was made of, in the order of its regions. */
    List<Walk> of(HeapAccount account) {
        List<Walk> all = new ArrayList<>();
        for (RegionReport report : account.report().regions()) {
            Walk walk = walks.get(report);
            if (walk == null) {
                throw new IllegalStateException("no walk of " + report.region().name() + " was recorded");
            }
            all.add(walk);
        }
        return all;
    }
}
