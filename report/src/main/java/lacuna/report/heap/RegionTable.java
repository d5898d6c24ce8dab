package lacuna.report.heap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Table;
import lacuna.report.text.Wrapped;

/** The regions of a heap, the one with most resident bytes first. */
final class RegionTable {
    /** As many are seen at one glance; more need a word on how they are distributed. */
    private static final int GLANCE = 12;

    /** A region's name and a word on it. */
    private static final int NAME = 31;

    private final HeapAccount heap;
    private final Canvas canvas;
    private final String word;
    private final List<Integer> order;

    /** {@code word} is what the bytes are: resident, or mapped. */
    RegionTable(HeapAccount heap, Canvas canvas, String word) {
        this.heap = heap;
        this.canvas = canvas;
        this.word = word;
        this.order = IntStream.range(0, heap.residences().size())
                .boxed()
                .sorted(Comparator.comparingLong(
                                (Integer i) -> heap.residences().get(i).totalResident())
                        .reversed())
                .toList();
    }

    /** The {@code most} largest, without those that hold nothing. */
    List<String> largest(int most) {
        Table table = columns();
        List<Integer> used = order.stream().filter(this::isUsed).toList();
        used.stream().limit(most).forEach(i -> table.row(cells(i)));
        List<String> lines = new ArrayList<>(table.lines(canvas));
        if (used.size() > most) {
            lines.add(canvas.ink()
                    .faint(canvas.fit(
                            "and " + (used.size() - most) + " more (--arenas shows them)", canvas.columns())));
        }
        return lines;
    }

    /** All of them: first how they are distributed, at the end their sum. */
    List<String> all() {
        List<String> lines = new ArrayList<>();
        if (order.size() > GLANCE) {
            lines.addAll(Wrapped.of(distribution(), canvas.columns(), "  "));
        }
        Table table = columns();
        order.forEach(i -> table.row(cells(i)));
        if (order.size() > 1) {
            table.row(canvas.ink()::heading, sum());
        }
        lines.addAll(table.lines(canvas));
        return lines;
    }

    private boolean isUsed(int i) {
        return heap.residences().get(i).totalResident() > 0
                || heap.report().regions().get(i).region().system() > 0
                || !heap.report().regions().get(i).isConsistent();
    }

    private String distribution() {
        long whole = heap.totalResident();
        int half = 0;
        for (long sum = 0; half < order.size() && 2 * sum < whole; half++) {
            sum += resident(half);
        }
        long parked = heap.parked().regions();
        return order.size() + " regions hold " + ByteSize.of(whole) + ": the largest " + ByteSize.of(resident(0))
                + ", the middle one " + ByteSize.of(resident(order.size() / 2)) + "; the first " + half
                + " hold half of it" + (parked == 0 ? "." : "; " + parked + " have no thread any more.");
    }

    private long resident(int rank) {
        return heap.residences().get(order.get(rank)).totalResident();
    }

    private Table columns() {
        return new Table()
                .figure(word.toUpperCase(Locale.ROOT))
                .figure("LIVE")
                .figure("CACHED")
                .expendable(3)
                .figure("FREE")
                .figure("TOP")
                .expendable(2)
                .figure("TRIM GIVES")
                .unlessAll(heap.report().releaseCall().isEmpty() ? "0 B" : "")
                .figure("PINNED")
                .figure("BLOCKS")
                .expendable(4)
                .figure("THREADS")
                .expendable(5)
                .unlessAll("-")
                .word("REGION")
                .roomForLast(NAME);
    }

    private List<String> cells(int i) {
        RegionReport report = heap.report().regions().get(i);
        RegionResidence residence = heap.residences().get(i);
        Tally tally = report.tally();
        return List.of(
                ByteSize.of(residence.totalResident()),
                ByteSize.of(Shares.LIVE.bytes(tally)),
                ByteSize.of(Shares.CACHED.bytes(tally)),
                ByteSize.of(Shares.FREE.bytes(tally)),
                ByteSize.of(Shares.TOP.bytes(tally)),
                ByteSize.of(residence.holes().trim()),
                ByteSize.of(residence.holes().pinned()),
                Long.toString(Shares.LIVE.blocks(tally)),
                report.region().threads().isPresent()
                        ? Long.toString(report.region().threads().getAsLong())
                        : "-",
                report.region().name()
                        + (HeapAccount.isParked(report) ? ", no thread" : "")
                        + (report.isConsistent() ? "" : ", not consistent"));
    }

    private List<String> sum() {
        Tally tally = heap.report().total();
        return List.of(
                ByteSize.of(heap.totalResident()),
                ByteSize.of(Shares.LIVE.bytes(tally)),
                ByteSize.of(Shares.CACHED.bytes(tally)),
                ByteSize.of(Shares.FREE.bytes(tally)),
                ByteSize.of(Shares.TOP.bytes(tally)),
                ByteSize.of(heap.trim()),
                ByteSize.of(heap.pinned()),
                Long.toString(Shares.LIVE.blocks(tally)),
                heap.report().regions().stream()
                                .anyMatch(region -> region.region().threads().isPresent())
                        ? Long.toString(heap.report().regions().stream()
                                .mapToLong(region -> region.region().threads().orElse(0))
                                .sum())
                        : "-",
                "all");
    }
}
