package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Violations;

/**
 * What a copy of one moment has to hold for a walk of some segments: their headers, their heaps, and the first words of all
 * blocks, for any block may be free by then. Where that is too much for a short stop, of the pages of small blocks only
 * those are copied that have a free one now.
 */
final class CopyRanges {
    private static final long MOST = 128L << 20;

    private final Layout layout;
    private final SegmentPages pages;
    private final ThreadHeaps delayed;
    private final Violations torn = new Violations();
    private final List<long[]> needed = new ArrayList<>();
    private final List<long[]> full = new ArrayList<>();
    private long bytes;

    CopyRanges(Layout layout, ByteReader memory) {
        this.layout = layout;
        this.pages = new SegmentPages(layout, memory);
        this.delayed = new ThreadHeaps(layout, memory);
    }

    /** Adds what a walk of {@code segments} reads, which are of one region: of {@code thread}, where it is not 0. */
    void add(List<Segment> segments, long thread) {
        delayed.collect(thread == 0 ? List.of() : segments, thread, torn);
        for (int i = 0; i < delayed.heaps().size(); i++) {
            long list = delayed.heaps().get(i) + layout.fields().delayed;
            if (Layout.isPossible(list)) {
                needed.add(new long[] {list, list + 2 * Long.BYTES});
                long count = delayed.heaps().get(i) + layout.fields().pageCount;
                needed.add(new long[] {count, count + Long.BYTES});
            }
        }
        for (Segment segment : segments) {
            needed.add(headerOf(segment));
            if (segment.owner() != Segment.Owner.NOBODY) {
                pages.each(segment, torn, this::add);
            }
        }
    }

    private long[] headerOf(Segment segment) {
        return new long[] {segment.address(), segment.address() + layout.headerBytes(segment.entries() + 1)};
    }

    private void add(PageRecord page) {
        if (page.isFree()) {
            return;
        }
        boolean hasDelayed = false;
        while (delayed.hasIn(page.begin(), page.end())) {
            hasDelayed |= delayed.nextBelow(page.end()) != 0;
        }
        long end = page.start() + page.reserved() * page.blockSize();
        if (page.blockSize() < Layout.PAGE) {
            boolean hasFree = page.used() < page.capacity() || page.threadFree() != 0 || hasDelayed;
            (hasFree ? needed : full).add(new long[] {page.start(), end});
            bytes += end - page.start();
        } else {
            for (long block = page.start(); block < end; block += page.blockSize()) {
                needed.add(new long[] {block, block + Long.BYTES});
            }
        }
    }

    /** Whole pages of memory, as pairs of start and end in ascending order, those that touch as one. */
    long[] joined() {
        List<long[]> ranges = new ArrayList<>(needed);
        if (bytes <= MOST) {
            ranges.addAll(full);
        }
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        long[] pairs = new long[2 * ranges.size()];
        int count = 0;
        for (long[] range : ranges) {
            long start = range[0] & -Layout.PAGE;
            long end = (range[1] + Layout.PAGE - 1) & -Layout.PAGE;
            if (count > 0 && start <= pairs[count - 1]) {
                pairs[count - 1] = Math.max(pairs[count - 1], end);
            } else {
                pairs[count++] = start;
                pairs[count++] = end;
            }
        }
        return Arrays.copyOf(pairs, count);
    }
}
