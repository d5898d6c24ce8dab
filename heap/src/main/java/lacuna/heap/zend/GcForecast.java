package lacuna.heap.zend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lacuna.heap.block.ResidentBytes;

/**
 * Foretells gc_mem_caches(), step by step as zend_mm_gc does it: runs without a slot in use are freed; then, in the order of
 * the ring, a chunk without a run goes to the cache or leaves, and where both a chunk and a cached one could leave, the one
 * that was made later does.
 *
 * @param pages freed, whether or not their chunk becomes empty: times 4096 what the call returns
 * @param leaving the chunks that are unmapped
 * @param kept how many chunks are cached afterwards
 */
record GcForecast(long pages, List<Long> leaving, int kept) {
    /** The heap keeps an emptied chunk while it has fewer chunks than it had on average, and a little. */
    private static final double ALLOWANCE = 0.1;

    /** It keeps one too when it has shrunk to the same number so often. */
    private static final int OFTEN = 4;

    GcForecast {
        leaving = List.copyOf(leaving);
    }

    static GcForecast of(WalkedHeap heap) {
        return heap.fields().map(fields -> of(heap, fields)).orElse(new GcForecast(0, List.of(), 0));
    }

    private static GcForecast of(WalkedHeap heap, HeapFields fields) {
        Deque<KeptChunks.Kept> cache = new ArrayDeque<>(heap.kept());
        List<Long> leaving = new ArrayList<>();
        long pages = 0;
        int chunks = heap.chunks();
        int boundary = fields.deleteBoundary();
        int deletions = fields.deleteCount();
        for (int i = 0; i < heap.chunks(); i++) {
            pages += heap.emptyPages(i);
            if (i == 0 || heap.usedPages(i) > heap.emptyPages(i)) {
                continue;
            }
            KeptChunks.Kept chunk = new KeptChunks.Kept(heap.address(i), heap.number(i));
            chunks--;
            if (chunks + cache.size() < fields.averageChunks() + ALLOWANCE
                    || (chunks == boundary && deletions >= OFTEN)) {
                cache.push(chunk);
                continue;
            }
            if (cache.isEmpty()) {
                deletions = chunks == boundary ? deletions + 1 : 0;
                boundary = chunks;
            }
            if (cache.isEmpty()
                    || Integer.compareUnsigned(chunk.number(), cache.peek().number()) > 0) {
                leaving.add(chunk.address());
            } else {
                leaving.add(cache.pop().address());
                cache.push(chunk);
            }
        }
        return new GcForecast(pages, leaving, cache.size());
    }

    /** What the call returns. */
    long returns() {
        return pages * ZendLayout.PAGE;
    }

    /** What the process's resident memory becomes smaller by. */
    long residentBytes(ResidentBytes resident) {
        return leaving.stream()
                .sorted()
                .mapToLong(chunk -> resident.between(chunk, chunk + ZendLayout.CHUNK))
                .sum();
    }
}
