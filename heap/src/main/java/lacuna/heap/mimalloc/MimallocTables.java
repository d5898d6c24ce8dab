package lacuna.heap.mimalloc;

import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violations;
import lacuna.linux.proc.Mapping;

/** The segments of one mimalloc as some bytes have them: of a process that runs, or of one moment. */
final class MimallocTables {
    private final Place place;
    private final ByteReader source;
    private final List<Segment> segments;

    MimallocTables(Place place, List<Mapping> mappings, ByteReader memory) {
        this.place = place;
        this.source = memory;
        this.segments = SegmentScan.groups(mappings, memory).stream()
                .flatMap(List::stream)
                .filter(segment -> segment.key() == place.key()
                        && segment.header() == place.layout().header())
                .toList();
    }

    /** Which bytes these are. */
    ByteReader source() {
        return source;
    }

    List<Segment> segments() {
        return segments;
    }

    /** Those that {@code region} is of. */
    private List<Segment> of(Region region) {
        Segment.Owner owner = Regions.ownerOf(region);
        return segments.stream()
                .filter(segment -> segment.owner() == owner
                        && (owner != Segment.Owner.THREAD || segment.thread() == region.address()))
                .toList();
    }

    RegionReport walk(Region region, BlockSink sink, PageSums sums) {
        Violations violations = new Violations();
        CountingSink counting = new CountingSink(sink);
        List<Segment> own = of(region);
        ThreadHeaps delayed = new ThreadHeaps(place.layout(), source);
        if (Regions.ownerOf(region) == Segment.Owner.THREAD) {
            delayed.collect(own, region.address(), violations);
        }
        SegmentPages pages = new SegmentPages(place.layout(), source);
        PageWalk walk = new PageWalk(source, delayed, sums, violations);
        for (Segment segment : own) {
            sums.segment();
            long first = segment.address() + (long) segment.info() * Layout.SLICE;
            if (segment.owner() == Segment.Owner.NOBODY) {
                nobodys(segment, first, counting, sums);
                continue;
            }
            counting.block(segment.address(), first - segment.address(), BlockState.OVERHEAD);
            pages.each(segment, violations, page -> {
                if (page.isFree()) {
                    sums.span(page.begin(), page.end());
                    counting.block(page.begin(), page.end() - page.begin(), BlockState.CACHED);
                } else {
                    walk.walk(page, counting);
                }
            });
        }
        if (!delayed.areAllFound()) {
            violations.add("a heap's list of freed blocks leads out of its pages", region.address());
        }
        long system = own.stream().mapToLong(Segment::length).sum();
        Region now = new Region(
                region.index(), region.kind(), region.name(), region.address(), own.size(), region.threads(), system);
        return counting.report(now, system, violations);
    }

    /** All that walks of {@code regions} read. */
    long[] ranges(List<Region> regions) {
        CopyRanges ranges = new CopyRanges(place.layout(), source);
        regions.forEach(region -> ranges.add(of(region), region.address()));
        return ranges.joined();
    }

    /** What is left of its header says no more than that. */
    private static void nobodys(Segment segment, long first, BlockSink sink, PageSums sums) {
        long border = Math.min(first, segment.end());
        sink.block(segment.address(), border - segment.address(), BlockState.OVERHEAD);
        if (segment.end() > border) {
            sums.span(border, segment.end());
            sink.block(border, segment.end() - border, BlockState.CACHED);
        }
    }
}
