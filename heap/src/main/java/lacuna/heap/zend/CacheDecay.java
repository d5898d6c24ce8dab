package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.List;

/**
 * How the chunks that a heap keeps become fewer at the end of each request, when all further requests need one chunk:
 * zend_mm_shutdown moves all chunks but the main one to the cache, halves the distance between its average and what the
 * request needed, and unmaps cached chunks for as long as they are more than that.
 */
final class CacheDecay {
    private static final double ALLOWANCE = 0.9;
    private static final int MOST_REQUESTS = 32;

    private CacheDecay() {}

    /** The cached chunks after the end of this request (or of a small one) and of those that follow, until they are few. */
    static List<Integer> of(WalkedHeap heap) {
        return heap.fields().map(fields -> of(heap, fields)).orElse(List.of());
    }

    private static List<Integer> of(WalkedHeap heap, HeapFields fields) {
        List<Integer> after = new ArrayList<>();
        int cached = heap.kept().size() + Math.max(0, heap.chunks() - 1);
        double average = fields.averageChunks();
        int peak = Math.max(fields.peakChunks(), 1);
        int before = -1;
        while (after.size() < MOST_REQUESTS && cached != before) {
            before = cached;
            average = (average + peak) / 2;
            while (cached > 0 && cached + ALLOWANCE > average) {
                cached--;
            }
            after.add(cached);
            peak = 1;
        }
        return after;
    }
}
