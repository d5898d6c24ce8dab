package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.LongList;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Unit;
import lacuna.linux.text.ByteSize;

/** What the walks found, told: tables, figures and what stands out. */
final class MimallocWords {
    private static final List<Detail.Column> CLASSES = List.of(
            new Detail.Column("size", Unit.BYTES),
            new Detail.Column("pages", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("free", Unit.COUNT),
            new Detail.Column("neverUsed", Unit.COUNT),
            new Detail.Column("used", Unit.PERMILLE),
            new Detail.Column("freeBytes", Unit.BYTES));
    private static final List<Detail.Column> HEAPS = List.of(
            new Detail.Column("pages", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("liveBytes", Unit.BYTES),
            new Detail.Column("freeBytes", Unit.BYTES));
    private static final List<Detail.Column> SPANS = List.of(
            new Detail.Column("count", Unit.COUNT),
            new Detail.Column("bytes", Unit.BYTES),
            new Detail.Column("resident", Unit.BYTES));
    /** What CPython has a heap of its own for in each thread, by tag. */
    private static final List<String> PYTHON_HEAPS =
            List.of("memory", "objects", "objects with GC", "objects with GC and more before them");

    private final PageSums sums;
    private final Place place;

    MimallocWords(PageSums sums, Place place) {
        this.sums = sums;
        this.place = place;
    }

    List<Figure> figures() {
        PageSums.Sum total = sums.total();
        return List.of(
                Figure.count("segments", sums.segments()),
                Figure.count("pages", total.pages),
                Figure.count("emptyPages", sums.emptyPages().size() / 2),
                Figure.count("freeSpans", sums.spans().size() / 2),
                Figure.count("liveBlocks", total.live),
                Figure.count("freedByOtherThreads", sums.othersBlocks()),
                Figure.bytes("freedByOtherThreadsBytes", sums.othersBytes()));
    }

    List<Detail> details(ResidentBytes resident) {
        List<Detail> details = new ArrayList<>();
        details.add(new Detail("classes", "SIZE CLASSES OF MIMALLOC", CLASSES, classes()));
        if (place.layout() == Layout.PYTHON) {
            details.add(new Detail("heaps", "WHAT PYTHON'S PAGES ARE FOR", HEAPS, heaps()));
        }
        details.add(new Detail(
                "spans",
                "FREE AS A WHOLE IN MIMALLOC",
                SPANS,
                List.of(row("empty pages", sums.emptyPages(), resident), row("free spans", sums.spans(), resident))));
        return details;
    }

    private List<Detail.Row> classes() {
        List<Detail.Row> rows = new ArrayList<>();
        for (Map.Entry<Long, PageSums.Sum> entry : sums.classes().entrySet()) {
            PageSums.Sum sum = entry.getValue();
            boolean isLarge = entry.getKey() > Layout.LARGEST_CLASS;
            long slots = sum.live + sum.freed + sum.neverUsed;
            rows.add(new Detail.Row(
                    isLarge ? "larger" : String.valueOf(entry.getKey()),
                    List.of(
                            isLarge ? 0 : entry.getKey(),
                            sum.pages,
                            sum.live,
                            sum.freed,
                            sum.neverUsed,
                            slots == 0 ? 0 : sum.live * 1000 / slots,
                            sum.freedBytes)));
        }
        return rows;
    }

    private List<Detail.Row> heaps() {
        List<Detail.Row> rows = new ArrayList<>();
        for (int tag = 0; tag < Layout.TAGS; tag++) {
            PageSums.Sum sum = sums.tag(tag);
            if (sum.pages > 0) {
                rows.add(new Detail.Row(
                        tag < PYTHON_HEAPS.size() ? PYTHON_HEAPS.get(tag) : "heap " + tag,
                        List.of(sum.pages, sum.live, sum.liveBytes, sum.freedBytes)));
            }
        }
        return rows;
    }

    private static Detail.Row row(String label, LongList pieces, ResidentBytes resident) {
        long bytes = 0;
        for (int i = 0; i < pieces.size(); i += 2) {
            bytes += pieces.get(i + 1) - pieces.get(i);
        }
        return new Detail.Row(label, List.of(pieces.size() / 2L, bytes, residentOf(pieces, resident)));
    }

    private static long residentOf(LongList pieces, ResidentBytes resident) {
        long sum = 0;
        for (int i = 0; i < pieces.size(); i += 2) {
            sum += resident.between(pieces.get(i), pieces.get(i + 1));
        }
        return sum;
    }

    List<String> highlights(ResidentBytes resident) {
        List<String> said = new ArrayList<>();
        PageSums.Sum total = sums.total();
        long worth = total.liveBytes / 10;
        long spans = residentOf(sums.spans(), resident);
        if (spans > worth) {
            said.add(ByteSize.of(spans)
                    + " in memory are free spans: mimalloc gives them back only in passing, when a thread"
                    + " frees or allocates pages beside them; with "
                    + place.layout().purgeDelay() + "=0 in its environment, at once");
        }
        long empty = residentOf(sums.emptyPages(), resident);
        if (empty > worth) {
            said.add(ByteSize.of(empty) + " in memory are empty pages, kept for the next block of their size until the"
                    + " thread that has them tidies up");
        }
        if (sums.othersBytes() > worth) {
            said.add(ByteSize.of(sums.othersBytes())
                    + " were freed by other threads, and wait until the thread that has their pages allocates there");
        }
        return said;
    }
}
