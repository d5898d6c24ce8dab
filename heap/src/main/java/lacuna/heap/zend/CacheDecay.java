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

    /** The cached chunks after the end of the request that uses {@code chunks} of them. */
    static int next(int chunks, int cached, double average, int peak) {
        return kept(cached + Math.max(0, chunks - 1), (average + Math.max(peak, 1)) / 2);
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
            cached = kept(cached, average);
            after.add(cached);
            if (cached == 0) {
                break;
            }
            peak = 1;
        }
        return after;
    }

    /** How many of {@code cached} chunks an average lets stay: none where it is no number. */
    private static int kept(int cached, double average) {
        int most = (int) Math.floor(average - ALLOWANCE);
        return Math.clamp(most, 0, Math.max(0, cached));
    }
}
