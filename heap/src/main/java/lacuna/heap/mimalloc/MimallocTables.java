package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.Arrays;
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
        DelayedFrees delayed = new DelayedFrees(place.layout(), source);
        if (Regions.ownerOf(region) == Segment.Owner.THREAD && !own.isEmpty()) {
            delayed.collect(own, violations);
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

    /** What is left of its header says no more than that. */
    private static void nobodys(Segment segment, long first, BlockSink sink, PageSums sums) {
        long border = Math.min(first, segment.end());
        sink.block(segment.address(), border - segment.address(), BlockState.OVERHEAD);
        if (segment.end() > border) {
            sums.span(border, segment.end());
            sink.block(border, segment.end() - border, BlockState.CACHED);
        }
    }

    /** The headers of all segments of {@code regions}, their heaps, and the pages whose freed blocks have links now. */
    long[] ranges(List<Region> regions) {
        List<long[]> ranges = new ArrayList<>();
        Violations torn = new Violations();
        SegmentPages pages = new SegmentPages(place.layout(), source);
        DelayedFrees delayed = new DelayedFrees(place.layout(), source);
        for (Region region : regions) {
            List<Segment> own = of(region);
            if (own.isEmpty()) {
                continue;
            }
            delayed.collect(own, torn);
            for (int i = 0; i < delayed.heaps().size(); i++) {
                long list = delayed.heaps().get(i) + place.layout().fields().delayed;
                if (Layout.isPossible(list)) {
                    ranges.add(pagesOf(list, list + 2 * Long.BYTES));
                }
            }
            for (Segment segment : own) {
                ranges.add(pagesOf(
                        segment.address(), segment.address() + place.layout().headerBytes(segment.entries() + 1)));
                pages.each(segment, torn, page -> {
                    if (!page.isFree() && page.blockSize() < Layout.PAGE && mayHaveLinks(page, delayed)) {
                        ranges.add(pagesOf(page.start(), page.start() + page.capacity() * page.blockSize()));
                    }
                });
            }
        }
        return joined(ranges);
    }

    private static boolean mayHaveLinks(PageRecord page, DelayedFrees delayed) {
        return page.used() < page.capacity() || page.threadFree() != 0 || delayed.hasIn(page.begin(), page.end());
    }

    private static long[] pagesOf(long start, long end) {
        return new long[] {start & -Layout.PAGE, (end + Layout.PAGE - 1) & -Layout.PAGE};
    }

    /** As pairs in ascending order, those that touch as one. */
    private static long[] joined(List<long[]> ranges) {
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        long[] pairs = new long[2 * ranges.size()];
        int count = 0;
        for (long[] range : ranges) {
            if (count > 0 && range[0] <= pairs[count - 1]) {
                pairs[count - 1] = Math.max(pairs[count - 1], range[1]);
            } else {
                pairs[count++] = range[0];
                pairs[count++] = range[1];
            }
        }
        return Arrays.copyOf(pairs, count);
    }
}
