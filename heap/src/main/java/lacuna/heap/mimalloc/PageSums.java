package lacuna.heap.mimalloc;

import java.util.SortedMap;
import java.util.TreeMap;
import lacuna.heap.block.LongList;

/** What one walk of one region found: sums by size of block and by tag, and where the free spans are. */
final class PageSums {
    /** Of pages with blocks of one size, or of one tag. */
    static final class Sum {
        long pages;
        long live;
        long freed;
        long neverUsed;
        long liveBytes;
        long freedBytes;

        void add(Sum other) {
            pages += other.pages;
            live += other.live;
            freed += other.freed;
            neverUsed += other.neverUsed;
            liveBytes += other.liveBytes;
            freedBytes += other.freedBytes;
        }

        private void add(PageRecord page, int liveBlocks, int freedBlocks) {
            pages++;
            live += liveBlocks;
            freed += freedBlocks;
            neverUsed += page.reserved() - page.capacity();
            liveBytes += liveBlocks * page.blockSize();
            freedBytes += freedBlocks * page.blockSize();
        }
    }

    private final SortedMap<Long, Sum> classes = new TreeMap<>();
    private final Sum[] tags = new Sum[Layout.TAGS];
    private final LongList emptyPages = new LongList();
    private final LongList spans = new LongList();
    private long segments;
    private long othersBlocks;
    private long othersBytes;

    PageSums() {
        for (int i = 0; i < tags.length; i++) {
            tags[i] = new Sum();
        }
    }

    void segment() {
        segments++;
    }

    /** {@code freed} counts what other threads freed too. */
    void page(PageRecord page, int live, int freed) {
        if (live == 0) {
            emptyPages.add(page.start());
            emptyPages.add(page.start() + page.reserved() * page.blockSize());
            return;
        }
        long size = Math.min(page.blockSize(), Layout.LARGEST_CLASS + 1);
        classes.computeIfAbsent(size, _ -> new Sum()).add(page, live, freed);
        tags[page.tag()].add(page, live, freed);
    }

    void span(long start, long end) {
        spans.add(start);
        spans.add(end);
    }

    void freedByOthers(int blocks, long bytes) {
        othersBlocks += blocks;
        othersBytes += bytes;
    }

    void add(PageSums other) {
        other.classes.forEach(
                (size, sum) -> classes.computeIfAbsent(size, _ -> new Sum()).add(sum));
        for (int i = 0; i < tags.length; i++) {
            tags[i].add(other.tags[i]);
        }
        addAll(emptyPages, other.emptyPages);
        addAll(spans, other.spans);
        segments += other.segments;
        othersBlocks += other.othersBlocks;
        othersBytes += other.othersBytes;
    }

    private static void addAll(LongList all, LongList more) {
        for (int i = 0; i < more.size(); i++) {
            all.add(more.get(i));
        }
    }

    /** By size of block, the smallest first; those of no class together. */
    SortedMap<Long, Sum> classes() {
        return classes;
    }

    Sum tag(int tag) {
        return tags[tag];
    }

    /** Of all pages in which something lives. */
    Sum total() {
        Sum total = new Sum();
        classes.values().forEach(total::add);
        return total;
    }

    /** The blocks of pages in which nothing lives, as pairs of start and end. */
    LongList emptyPages() {
        return emptyPages;
    }

    /** Runs of slices that are no page, as pairs of start and end. */
    LongList spans() {
        return spans;
    }

    long segments() {
        return segments;
    }

    long othersBlocks() {
        return othersBlocks;
    }

    long othersBytes() {
        return othersBytes;
    }
}
