package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Figure;

/** The figures that PHP keeps of its heap, in PHP's own terms, and what is foretold of them; several heaps added up. */
final class ZendFigures {
    private ZendFigures() {}

    static List<Figure> of(List<WalkedHeap> heaps) {
        List<HeapFields> all =
                heaps.stream().flatMap(heap -> heap.fields().stream()).toList();
        if (all.isEmpty()) {
            return List.of();
        }
        List<GcForecast> forecasts = heaps.stream().map(GcForecast::of).toList();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.bytes("memory_limit", all.getFirst().limit()));
        all.getFirst().hardLimit().ifPresent(limit -> figures.add(Figure.bytes("memory_hard_limit", limit)));
        figures.add(Figure.bytes(
                "memory_get_usage", all.stream().mapToLong(HeapFields::size).sum()));
        figures.add(Figure.bytes(
                "memory_get_usage_real",
                all.stream().mapToLong(HeapFields::realSize).sum()));
        figures.add(Figure.bytes(
                "memory_get_peak_usage",
                all.stream().mapToLong(HeapFields::peak).sum()));
        figures.add(Figure.bytes(
                "memory_get_peak_usage_real",
                all.stream().mapToLong(HeapFields::realPeak).sum()));
        figures.add(Figure.count(
                "chunks", heaps.stream().mapToLong(WalkedHeap::chunks).sum()));
        figures.add(Figure.count(
                "cached_chunks",
                heaps.stream().mapToLong(heap -> heap.kept().size()).sum()));
        figures.add(Figure.count(
                "average_chunks",
                Math.round(all.stream().mapToDouble(HeapFields::averageChunks).sum())));
        figures.add(Figure.bytes(
                "huge_blocks", heaps.stream().mapToLong(WalkedHeap::hugeBytes).sum()));
        figures.add(Figure.bytes(
                "gc_mem_caches_returns",
                forecasts.stream().mapToLong(GcForecast::returns).sum()));
        figures.add(Figure.count(
                "gc_mem_caches_unmaps_chunks",
                forecasts.stream().mapToLong(each -> each.leaving().size()).sum()));
        figures.add(Figure.count(
                "cached_chunks_after_request",
                heaps.stream()
                        .map(CacheDecay::of)
                        .filter(decay -> !decay.isEmpty())
                        .mapToLong(List::getFirst)
                        .sum()));
        return List.copyOf(figures);
    }
}
