package lacuna.heap.mimalloc;

import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * Blocks that other threads freed and put on a heap's own list instead of the page's, which they do once for each page that
 * was full. Their pages count them as used.
 */
final class DelayedFrees {
    private final Layout layout;
    private final SegmentPages pages;
    private final MemoryWindow words;
    private final LongList heaps = new LongList();
    private final LongList blocks = new LongList();
    private int next;
    private long used;

    DelayedFrees(Layout layout, ByteReader memory) {
        this.layout = layout;
        this.pages = new SegmentPages(layout, memory);
        this.words = new MemoryWindow(memory, 2 * Long.BYTES);
    }

    /** Collects those of all heaps that have pages in {@code segments}, which are of one thread. */
    void collect(List<Segment> segments, Violations violations) {
        heaps.clear();
        blocks.clear();
        next = 0;
        used = 0;
        // What is broken is told when the pages are walked.
        Violations known = new Violations();
        for (Segment segment : segments) {
            if (segment.owner() == Segment.Owner.THREAD) {
                pages.each(segment, known, this::remember);
            }
        }
        heaps.distinct();
        for (int i = 0; i < heaps.size(); i++) {
            follow(heaps.get(i), segments.getFirst().thread(), violations);
        }
        if (blocks.distinct()) {
            violations.add(
                    "a block is on a heap's list of freed blocks twice",
                    segments.getFirst().address());
        }
    }

    /** The heaps that were found last. */
    LongList heaps() {
        return heaps;
    }

    int blocks() {
        return blocks.size();
    }

    /** The next block below {@code end}, for pages in ascending order; 0 when there is none. */
    long nextBelow(long end) {
        return next < blocks.size() && blocks.get(next) < end ? blocks.get(next++) : 0;
    }

    /** Whether there is one in {@code [start, end)}; those before belong to no page. */
    boolean hasIn(long start, long end) {
        return next < blocks.size() && blocks.get(next) >= start && blocks.get(next) < end;
    }

    boolean areAllFound() {
        return next == blocks.size();
    }

    private void remember(PageRecord page) {
        if (!page.isFree()) {
            used += page.used();
            long heap = page.heap();
            if (heap != 0 && (heaps.size() == 0 || heaps.get(heaps.size() - 1) != heap)) {
                heaps.add(heap);
            }
        }
    }

    private void follow(long heap, long thread, Violations violations) {
        long list = heap + layout.fields().delayed;
        words.forget();
        if (!Layout.isPossible(heap)
                || !words.covers(list, 2 * Long.BYTES)
                || words.word(list + Layout.HEAP_THREAD) != thread) {
            violations.add("a page's heap is not of the segment's thread", heap);
            return;
        }
        long block = words.word(list);
        while (block != 0) {
            words.forget();
            if (blocks.size() >= used || !Layout.isPossible(block) || !words.covers(block, Long.BYTES)) {
                violations.add("a heap's list of freed blocks is broken", heap);
                return;
            }
            blocks.add(block);
            block = words.word(block);
        }
    }
}
