package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Violations;

/**
 * The memory that a walk reads: the headers of all chunks, and the pages that have or may soon have small slots. Large runs
 * and huge blocks hold the program's data only, and are left out: a copy of a heap is made while its process stands still.
 */
final class ReadRanges {
    private record Range(long start, long end) {}

    private ReadRanges() {}

    static long[] of(List<HeapPlace> places, ByteReader memory, DataMemory data) {
        List<Range> ranges = new ArrayList<>();
        ChunkHeader header = new ChunkHeader(memory);
        for (HeapPlace place : places) {
            if (header.read(place.mainChunk())) {
                HeapFields fields = HeapFields.in(header, place.layout());
                Violations ignored = new Violations();
                RingChunks ring = RingChunks.read(place, fields, memory, data, ignored);
                for (int i = 0; i < ring.count(); i++) {
                    chunk(ring, i, ranges);
                }
                for (KeptChunks.Kept kept : KeptChunks.of(fields, place.layout(), ring, memory, data, ignored)) {
                    ranges.add(new Range(kept.address(), kept.address() + ZendLayout.PAGE));
                }
            }
        }
        ranges.sort(Comparator.comparingLong(Range::start));
        return joined(ranges);
    }

    private static void chunk(RingChunks ring, int index, List<Range> ranges) {
        int page = 0;
        int start = 0;
        while (page < ZendLayout.PAGES) {
            int entry = ring.entry(index, page);
            int pages = page > 0 && ring.isUsed(index, page) && ZendLayout.isLarge(entry)
                    ? Math.min(ZendLayout.largePages(entry), ZendLayout.PAGES - page)
                    : 0;
            if (pages > 0) {
                add(ring.address(index), start, page, ranges);
                page += pages;
                start = page;
            } else {
                page++;
            }
        }
        add(ring.address(index), start, ZendLayout.PAGES, ranges);
    }

    private static void add(long base, int from, int to, List<Range> ranges) {
        if (from < to) {
            ranges.add(new Range(base + (long) from * ZendLayout.PAGE, base + (long) to * ZendLayout.PAGE));
        }
    }

    private static long[] joined(List<Range> ranges) {
        List<Range> joined = new ArrayList<>();
        for (Range range : ranges) {
            if (!joined.isEmpty() && range.start() <= joined.getLast().end()) {
                Range last = joined.removeLast();
                joined.add(new Range(last.start(), Math.max(last.end(), range.end())));
            } else {
                joined.add(range);
            }
        }
        long[] pairs = new long[2 * joined.size()];
        for (int i = 0; i < joined.size(); i++) {
            pairs[2 * i] = joined.get(i).start();
            pairs[2 * i + 1] = joined.get(i).end();
        }
        return pairs;
    }
}
