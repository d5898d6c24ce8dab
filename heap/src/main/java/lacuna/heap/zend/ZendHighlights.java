package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lacuna.linux.text.ByteSize;

/** What stands out in a PHP heap, as sentences, those about most bytes first. */
final class ZendHighlights {
    /** Less is no news. */
    private static final long NOTABLE = 1 << 20;

    /** The last chunk of a heap is seldom full. */
    private static final long MANY = 2 * ZendLayout.CHUNK;

    private static final int DECAY_STEPS = 4;
    /** A chunk is pinned by little when less of it is in use. */
    private static final long LITTLE = ZendLayout.CHUNK / 8;

    private record Sentence(long weight, String text) {}

    private ZendHighlights() {}

    static List<String> of(List<WalkedHeap> heaps) {
        List<Sentence> sentences = new ArrayList<>();
        for (WalkedHeap heap : heaps) {
            sparsestBin(heap, sentences);
            collectable(heap, sentences);
            cached(heap, sentences);
            pinnedByLittle(heap, sentences);
        }
        sentences.sort(Comparator.comparingLong(Sentence::weight).reversed());
        return sentences.stream().map(Sentence::text).toList();
    }

    private static void sparsestBin(WalkedHeap heap, List<Sentence> sentences) {
        int bin = IntStream.range(0, Bins.COUNT)
                .boxed()
                .max(Comparator.comparingLong(each -> heap.freeSlots(each) * Bins.size(each)))
                .orElse(0);
        long bytes = heap.freeSlots(bin) * Bins.size(bin);
        if (bytes < NOTABLE) {
            return;
        }
        long slots = heap.runs(bin) * Bins.slots(bin);
        long empty = heap.emptyRuns(bin);
        String runs = heap.runs(bin) == 1 ? "one run" : Words.count(heap.runs(bin)) + " runs";
        String gives = ByteSize.of(empty * Bins.pages(bin) * ZendLayout.PAGE);
        String outcome = empty == 0 || !Bins.isCollected(bin)
                ? "none is entirely free: gc_mem_caches() gives back nothing of it"
                : (empty == 1 ? "one is" : Words.count(empty) + " are") + " entirely free: gc_mem_caches() frees "
                        + gives + " of pages of it";
        sentences.add(new Sentence(
                bytes,
                "the " + Bins.size(bin) + "-byte bin is " + 100 * heap.freeSlots(bin) / slots + " % free ("
                        + ByteSize.of(bytes) + ") in " + runs + ", of which " + outcome));
    }

    private static void collectable(WalkedHeap heap, List<Sentence> sentences) {
        GcForecast forecast = GcForecast.of(heap);
        if (forecast.returns() < NOTABLE) {
            return;
        }
        String frees = "gc_mem_caches() would free " + ByteSize.of(forecast.returns()) + " of pages";
        sentences.add(new Sentence(
                forecast.returns(),
                forecast.leaving().isEmpty()
                        ? frees + ", but no chunk leaves the process: the pages serve what PHP allocates next"
                        : frees + ", and "
                                + Words.count(forecast.leaving().size(), "chunk leaves", "chunks leave")
                                + " the process ("
                                + ByteSize.of(forecast.leaving().size() * ZendLayout.CHUNK) + ")"));
    }

    private static void cached(WalkedHeap heap, List<Sentence> sentences) {
        long chunks = heap.kept().size();
        if (chunks == 0) {
            return;
        }
        String steps = CacheDecay.of(heap).stream()
                .limit(DECAY_STEPS)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        sentences.add(new Sentence(
                chunks * ZendLayout.CHUNK,
                Words.count(chunks, "chunk is", "chunks are") + " cached for the next request ("
                        + ByteSize.of(chunks * ZendLayout.CHUNK) + "); with small requests to come there will be "
                        + steps + (steps.isEmpty() ? "" : "; ") + "a worker without requests keeps them"));
    }

    private static void pinnedByLittle(WalkedHeap heap, List<Sentence> sentences) {
        long chunks = 0;
        long slots = 0;
        long bytes = 0;
        for (int i = 1; i < heap.chunks(); i++) {
            if (heap.usedPages(i) > heap.emptyPages(i) && heap.liveBytes(i) < LITTLE) {
                chunks++;
                slots += heap.liveSlots(i);
                bytes += heap.liveBytes(i);
            }
        }
        if (chunks * ZendLayout.CHUNK - bytes >= MANY) {
            sentences.add(new Sentence(
                    chunks * ZendLayout.CHUNK - bytes,
                    Words.count(chunks, "chunk", "chunks") + " of 2 MiB cannot leave, held by " + ByteSize.of(bytes)
                            + " in use (" + Words.count(slots, "slot", "slots") + ")"));
        }
    }
}
