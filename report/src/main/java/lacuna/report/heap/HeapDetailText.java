package lacuna.report.heap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import lacuna.heap.block.Detail;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.Unit;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.Kept;
import lacuna.heap.ledger.Parked;
import lacuna.heap.ledger.Pin;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.SizeHistogram;
import lacuna.heap.ledger.SizeShare;
import lacuna.heap.ledger.ThreadAccount;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Counted;
import lacuna.report.text.Table;
import lacuna.report.text.Wrapped;

/** What {@code heap} tells on demand: every region, threads, sizes, holes, and each allocator's own tables. */
public final class HeapDetailText {
    private static final String UNKNOWN = "-";
    private static final int BAR_COLUMNS = 24;
    private static final int CACHED_SIZES = 4;

    private final HeapExamination examined;
    private final Canvas canvas;
    private final String word;

    public HeapDetailText(HeapExamination examined, Canvas canvas) {
        this.examined = examined;
        this.canvas = canvas;
        this.word = examined.ledger().measure() == ResidentLedger.Measure.RESIDENT ? "resident" : "mapped";
    }

    /** Every region. */
    public List<String> arenas() {
        return each(heap -> new RegionTable(heap, canvas, word).all());
    }

    /** Each thread: where it allocates from, what it keeps for itself, its stack, and what its cache pins. */
    public List<String> threads() {
        List<String> lines = each(this::threads);
        return lines.isEmpty() ? List.of("No allocator here tells of threads.") : lines;
    }

    /** Blocks in use and freed by size: where a leak would show, and which sizes leave holes. */
    public List<String> sizes() {
        return each(this::sizes);
    }

    /** Holes by size, what stays and why, how full the pages are, and what keeps each heap from shrinking. */
    public List<String> holes() {
        return each(heap -> joined(List.of(kept(heap), histogram(heap.holeSizes()), occupancy(heap), pins(heap))));
    }

    /** The tables in each allocator's own terms. */
    public List<String> details() {
        List<String> lines = each(heap ->
                joined(heap.report().details().stream().map(this::detail).toList()));
        return lines.isEmpty() ? List.of("No allocator here has tables of its own.") : lines;
    }

    private List<String> each(Function<HeapAccount, List<String>> section) {
        return joined(examined.heaps().stream()
                .filter(heap -> !heap.holdsNothing())
                .map(section)
                .toList());
    }

    private static List<String> joined(List<List<String>> sections) {
        List<String> lines = new ArrayList<>();
        for (List<String> section : sections) {
            if (!lines.isEmpty() && !section.isEmpty()) {
                lines.add("");
            }
            lines.addAll(section);
        }
        return lines;
    }

    private List<String> threads(HeapAccount heap) {
        if (heap.threads().isEmpty()) {
            return List.of();
        }
        Table table = new Table()
                .figure("THREAD")
                .word("NAME")
                .expendable(1)
                .figure("CACHED")
                .figure("BLOCKS")
                .expendable(2)
                .figure("STACK")
                .figure("PINS")
                .expendable(3)
                .unlessAll("0 B")
                .word("REGION")
                .word("CACHED SIZES");
        heap.threads().stream()
                .sorted(Comparator.comparingLong(ThreadAccount::own).reversed())
                .forEach(thread -> table.row(
                        Integer.toString(thread.tid()),
                        thread.name().isEmpty() ? UNKNOWN : thread.name(),
                        thread.cache().map(cache -> ByteSize.of(cache.bytes())).orElse(UNKNOWN),
                        thread.cache()
                                .map(cache -> Long.toString(cache.blocks()))
                                .orElse(UNKNOWN),
                        size(thread.stack()),
                        ByteSize.of(thread.pins().stream().mapToLong(Pin::below).sum()),
                        thread.region().isPresent()
                                ? heap.report()
                                        .regions()
                                        .get(thread.region().getAsInt())
                                        .region()
                                        .name()
                                : UNKNOWN,
                        thread.cache().map(HeapDetailText::sizesOf).orElse(UNKNOWN)));
        return table.lines(canvas);
    }

    /** "7 of 1040 B, 3 of 32 B": those with most bytes first, and exactly: sizes that round to the same are others. */
    private static String sizesOf(HeapThread.Cache cache) {
        String first = cache.sizes().stream()
                .sorted(Comparator.comparingLong((HeapThread.SizeCount each) -> -each.size() * each.blocks()))
                .limit(CACHED_SIZES)
                .map(each -> each.blocks() + " of " + each.size() + " B")
                .collect(Collectors.joining(", "));
        int more = cache.sizes().size() - CACHED_SIZES;
        return more > 0 ? first + ", " + more + " sizes more" : first.isEmpty() ? "none" : first;
    }

    private List<String> sizes(HeapAccount heap) {
        Table table = new Table()
                .figure("LIVE")
                .figure("BLOCKS")
                .figure("FREED")
                .figure("BLOCKS")
                .expendable(2)
                .figure("IN HOLES")
                .expendable(3)
                .figure("PINNED")
                .word("")
                .expendable(4)
                .word("SIZES");
        long live = heap.liveSizes().bytes();
        for (SizeShare share : heap.sizeShares()) {
            table.row(
                    ByteSize.of(share.live().bytes()),
                    Long.toString(share.live().blocks()),
                    ByteSize.of(share.freed().bytes()),
                    Long.toString(share.freed().blocks()),
                    ByteSize.of(share.holes().bytes()),
                    ByteSize.of(share.pinned()),
                    canvas.glyphs().bar(share.live().bytes(), live, BAR_COLUMNS),
                    range(share.from(), share.to()));
        }
        return table.lines(canvas);
    }

    private static String range(long from, long to) {
        return from + " to " + to + " bytes";
    }

    private List<String> kept(HeapAccount heap) {
        Kept kept = heap.kept();
        String call = heap.report().releaseCall();
        boolean hasCall = !call.isEmpty();
        Table table = new Table().figure(word.toUpperCase(Locale.ROOT)).word("FREE, AND WHAT WOULD COME OF IT");
        if (hasCall) {
            table.row(ByteSize.of(heap.trim()), "given back by " + call);
        }
        row(
                table,
                kept.tops(),
                hasCall ? "stays: tops of heaps, which the call does not reach" : "stays: tops of heaps");
        row(table, kept.threadCaches(), "stays: in thread caches (--threads shows whose)");
        row(table, kept.pinned(), "stays: holes on pages that they share with blocks in use");
        row(
                table,
                kept.wholePages(),
                hasCall
                        ? "stays: whole pages of holes, kept for the allocator's own links"
                        : "stays: whole pages of holes, until they are used again");
        table.row(ByteSize.of(heap.trim() + kept.total()), "in all");
        List<String> lines = new ArrayList<>(table.lines(canvas));
        Parked parked = heap.parked();
        if (parked.kept() > 0) {
            lines.addAll(Wrapped.of(
                    "Of what stays, " + ByteSize.of(parked.kept()) + " lies in "
                            + Counted.of(parked.regions(), "region") + " that no thread allocates from any more.",
                    canvas.columns(),
                    "  "));
        }
        return lines;
    }

    private static void row(Table table, long bytes, String why) {
        if (bytes > 0) {
            table.row(ByteSize.of(bytes), why);
        }
    }

    private List<String> histogram(SizeHistogram histogram) {
        Table table = new Table().figure("BYTES").figure("HOLES").word("").word("HOLES OF");
        for (SizeHistogram.SizeClass each : histogram.classes()) {
            table.row(
                    ByteSize.of(each.bytes()),
                    Long.toString(each.blocks()),
                    canvas.glyphs().bar(each.bytes(), histogram.bytes(), BAR_COLUMNS),
                    range(each.from(), each.to()));
        }
        return table.lines(canvas);
    }

    private List<String> occupancy(HeapAccount heap) {
        List<Long> pages = heap.occupancy().pages();
        long all = Math.max(1, pages.stream().mapToLong(Long::longValue).sum());
        Table table = new Table().figure("PAGES").word("").word("OF A PAGE IN USE");
        for (int i = 0; i < pages.size(); i++) {
            String words = i == 0 ? "nothing" : i == 1 ? "up to a sixteenth" : "up to " + i + " sixteenths";
            if (pages.get(i) > 0) {
                table.row(Long.toString(pages.get(i)), canvas.glyphs().bar(pages.get(i), all, BAR_COLUMNS), words);
            }
        }
        return table.lines(canvas);
    }

    private List<String> pins(HeapAccount heap) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < heap.residences().size(); i++) {
            String region = heap.report().regions().get(i).region().name();
            heap.residences()
                    .get(i)
                    .holes()
                    .pins()
                    .forEach(pin ->
                            lines.addAll(Wrapped.of(region + ": " + HeapWords.pin(pin), canvas.columns(), "  ")));
        }
        return lines;
    }

    private List<String> detail(Detail detail) {
        Table table = new Table();
        for (Detail.Column column : detail.columns()) {
            table.figure(column.name().toUpperCase(Locale.ROOT));
        }
        table.word(detail.title());
        for (Detail.Row row : detail.rows()) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.values().size(); i++) {
                cells.add(told(row.values().get(i), detail.columns().get(i).unit()));
            }
            cells.add(row.label());
            table.row(cells);
        }
        return table.lines(canvas);
    }

    private static String told(long value, Unit unit) {
        return switch (unit) {
            case BYTES -> ByteSize.of(value);
            case COUNT -> Long.toString(value);
            case PERMILLE -> String.format(Locale.ROOT, "%.1f %%", value / 10.0);
            case ADDRESS -> "0x" + Long.toHexString(value);
        };
    }

    private static String size(OptionalLong bytes) {
        return bytes.isPresent() ? ByteSize.of(bytes.getAsLong()) : UNKNOWN;
    }
}
