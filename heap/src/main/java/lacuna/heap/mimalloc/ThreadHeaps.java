package lacuna.heap.mimalloc;

import java.util.Arrays;
import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The heaps of one thread: how many pages each says it has, and the blocks that other threads freed and put on its own list
 * instead of the page's, which they do once for each page that was full. Their pages count them as used.
 */
final class ThreadHeaps {
    private final Layout layout;
    private final SegmentPages pages;
    private final MemoryWindow words;
    /** Of each page. */
    private final LongList owners = new LongList();

    private final LongList heaps = new LongList();
    private final LongList blocks = new LongList();
    private int next;
    private long used;

    ThreadHeaps(Layout layout, ByteReader memory) {
        this.layout = layout;
        this.pages = new SegmentPages(layout, memory);
        this.words = new MemoryWindow(memory, 2 * Long.BYTES);
    }

    /** Takes all heaps of {@code thread} that have pages in {@code segments}, which are all of that thread. */
    void collect(List<Segment> segments, long thread, Violations violations) {
        owners.clear();
        heaps.clear();
        blocks.clear();
        next = 0;
        used = 0;
        // What is broken is told when the pages are walked.
        Violations known = new Violations();
        for (Segment segment : segments) {
            pages.each(segment, known, this::remember);
        }
        long[] sorted = owners.toArray();
        Arrays.sort(sorted);
        for (int i = 0, count = 1; i < sorted.length; i++, count++) {
            if (i + 1 == sorted.length || sorted[i + 1] != sorted[i]) {
                heaps.add(sorted[i]);
                take(sorted[i], count, thread, violations);
                count = 0;
            }
        }
        if (blocks.distinct()) {
            violations.add("a block is on a heap's list of freed blocks twice", thread);
        }
    }

    /** The heaps that were found last. */
    LongList heaps() {
        return heaps;
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
            if (page.heap() != 0) {
                owners.add(page.heap());
            }
        }
    }

    private void take(long heap, int pagesFound, long thread, Violations violations) {
        long list = heap + layout.fields().delayed;
        words.forget();
        if (!Layout.isPossible(heap)
                || !words.covers(list, 2 * Long.BYTES)
                || words.word(list + Layout.HEAP_THREAD) != thread) {
            violations.add("a page's heap is not of the segment's thread", heap);
            return;
        }
        long block = words.word(list);
        words.forget();
        long count = heap + layout.fields().pageCount;
        if (!words.covers(count, Long.BYTES) || words.word(count) != pagesFound) {
            violations.add("a heap has other pages than were found", heap);
        }
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
