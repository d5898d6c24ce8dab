package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Detail.Column;
import lacuna.heap.block.Detail.Row;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Unit;

/** Tables of a PHP heap: its bins, what holds its chunks, and how its cache becomes smaller. */
final class ZendDetails {
    /** The chunks of a row keep at most so many pages after gc_mem_caches(). */
    private static final int[] STEPS = {0, 1, 4, 16, 64, 256, 511};

    private static final String[] LABELS = {
        "none: they leave or are cached", "1 page", "2 to 4 pages", "5 to 16", "17 to 64", "65 to 256", "257 to 511"
    };

    private ZendDetails() {}

    static List<Detail> of(List<WalkedHeap> heaps, ResidentBytes resident) {
        return List.of(bins(heaps), chunks(heaps, resident), decay(heaps));
    }

    private static Detail bins(List<WalkedHeap> heaps) {
        List<Row> rows = new ArrayList<>();
        for (int bin = 0; bin < Bins.COUNT; bin++) {
            long runs = 0;
            long free = 0;
            long empty = 0;
            long partly = 0;
            for (WalkedHeap heap : heaps) {
                runs += heap.runs(bin);
                free += heap.freeSlots(bin);
                empty += heap.emptyRuns(bin);
                partly += heap.partlyFreeRuns(bin);
            }
            if (runs > 0) {
                long slots = runs * Bins.slots(bin);
                rows.add(new Row(
                        Bins.size(bin) + " bytes",
                        List.of(
                                (long) Bins.size(bin),
                                runs,
                                slots,
                                slots - free,
                                free,
                                1000 * (slots - free) / slots,
                                free * Bins.size(bin),
                                empty,
                                partly * Bins.pages(bin))));
            }
        }
        return new Detail(
                "bins",
                "SLOTS OF PHP",
                List.of(
                        new Column("slot_size", Unit.BYTES),
                        new Column("runs", Unit.COUNT),
                        new Column("slots", Unit.COUNT),
                        new Column("live", Unit.COUNT),
                        new Column("free", Unit.COUNT),
                        new Column("utilisation", Unit.PERMILLE),
                        new Column("free_bytes", Unit.BYTES),
                        new Column("empty_runs", Unit.COUNT),
                        new Column("pinned_pages", Unit.COUNT)),
                rows);
    }

    private static Detail chunks(List<WalkedHeap> heaps, ResidentBytes resident) {
        long[][] sums = new long[STEPS.length][6];
        for (WalkedHeap heap : heaps) {
            for (int i = 0; i < heap.chunks(); i++) {
                int stay = heap.usedPages(i) - heap.emptyPages(i);
                int row = 0;
                while (row < STEPS.length - 1 && stay > STEPS[row]) {
                    row++;
                }
                long[] sum = sums[row];
                sum[0]++;
                sum[1] += stay;
                sum[2] += heap.liveSlots(i);
                sum[3] += heap.liveBytes(i);
                sum[4] += ZendLayout.PAGES - 1 - heap.usedPages(i);
                sum[5] += resident.between(heap.address(i), heap.address(i) + ZendLayout.CHUNK);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            if (sums[i][0] > 0) {
                rows.add(new Row(
                        LABELS[i], List.of(sums[i][0], sums[i][1], sums[i][2], sums[i][3], sums[i][4], sums[i][5])));
            }
        }
        return new Detail(
                "chunks",
                "CHUNKS OF PHP, BY WHAT HOLDS THEM",
                List.of(
                        new Column("chunks", Unit.COUNT),
                        new Column("pages_held", Unit.COUNT),
                        new Column("live_slots", Unit.COUNT),
                        new Column("live_bytes", Unit.BYTES),
                        new Column("free_pages", Unit.COUNT),
                        new Column("resident", Unit.BYTES)),
                rows);
    }

    private static Detail decay(List<WalkedHeap> heaps) {
        List<List<Integer>> all = heaps.stream().map(CacheDecay::of).toList();
        int requests = all.stream().mapToInt(List::size).max().orElse(0);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            long chunks = 0;
            for (List<Integer> each : all) {
                chunks += each.isEmpty() ? 0 : each.get(Math.min(i, each.size() - 1));
            }
            rows.add(new Row(
                    i == 0 ? "at the end of this request" : "after " + i + " more",
                    List.of(chunks, chunks * ZendLayout.CHUNK)));
        }
        return new Detail(
                "cache",
                "CACHED CHUNKS OF PHP, WITH SMALL REQUESTS TO COME",
                List.of(new Column("cached_chunks", Unit.COUNT), new Column("bytes", Unit.BYTES)),
                rows);
    }
}
