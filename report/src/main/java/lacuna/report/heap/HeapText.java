package lacuna.report.heap;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.Detail;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.block.Unit;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.Pin;
import lacuna.heap.ledger.RegionResidence;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.SizeHistogram;
import lacuna.heap.map.MapHeader;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Durations;
import lacuna.report.text.Printable;
import lacuna.report.text.Table;

/** The text of {@code heap}: where the resident bytes are, each arena, what stands out, and on demand the details. */
public final class HeapText {
    private static final int BAR_COLUMNS = 24;
    private static final int LEAVES = 12;
    private static final int ARENAS = 10;

    private final HeapExamination examined;
    private final Canvas canvas;
    private final String word;

    public HeapText(HeapExamination examined, Canvas canvas) {
        this.examined = examined;
        this.canvas = canvas;
        this.word = examined.ledger().measure() == ResidentLedger.Measure.RESIDENT ? "resident" : "mapped";
    }

    /** One screen. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>();
        MapHeader header = examined.map().header();
        String moment = header.moment()
                .map(at -> "  " + DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS)))
                .orElse("");
        String title = header.process().isEmpty() ? header.target() : header.process() + ", " + header.target();
        lines.add(canvas.ink().heading(canvas.fit(Printable.of(title) + moment, canvas.columns())));
        lines.add(ByteSize.of(examined.ledger().total()) + " " + word + ", every byte of it:");
        lines.add("");
        lines.addAll(leaves());
        for (HeapAccount heap : examined.heaps()) {
            lines.add("");
            lines.add(canvas.ink().heading(canvas.fit(identity(heap.report()), canvas.columns())));
            lines.addAll(regions(heap, ARENAS));
            lines.add("");
            lines.addAll(standsOut(heap));
        }
        lines.add("");
        lines.addAll(footnotes());
        return lines;
    }

    /** Every arena. */
    public List<String> arenas() {
        List<String> lines = new ArrayList<>();
        examined.heaps().forEach(heap -> lines.addAll(regions(heap, Integer.MAX_VALUE)));
        return lines;
    }

    /** Live blocks by size: where a leak would show. */
    public List<String> sizes() {
        List<String> lines = new ArrayList<>();
        examined.heaps().forEach(heap -> lines.addAll(histogram("LIVE BLOCKS OF", heap.liveSizes())));
        return lines;
    }

    /** Holes by size, how full the pages are, and what keeps each heap from shrinking. */
    public List<String> holes() {
        List<String> lines = new ArrayList<>();
        for (HeapAccount heap : examined.heaps()) {
            lines.addAll(histogram("HOLES OF", heap.holeSizes()));
            lines.add("");
            lines.addAll(occupancy(heap));
            lines.add("");
            lines.addAll(pins(heap));
        }
        return lines;
    }

    /** The tables in each allocator's own terms. */
    public List<String> details() {
        List<String> lines = new ArrayList<>();
        for (HeapAccount heap : examined.heaps()) {
            for (Detail detail : heap.report().details()) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                lines.addAll(detail(detail));
            }
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
            table.row(cells.toArray(String[]::new));
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

    private List<String> leaves() {
        ResidentLedger ledger = examined.ledger();
        Table table = new Table()
                .figure(word.toUpperCase(Locale.ROOT))
                .figure("SHARE")
                .word("")
                .word("WHAT");
        List<ResidentLedger.Leaf> sorted = ledger.leaves().stream()
                .sorted(Comparator.comparingLong(ResidentLedger.Leaf::bytes).reversed())
                .toList();
        long whole = Math.max(1, ledger.total());
        for (ResidentLedger.Leaf leaf : sorted.subList(0, Math.min(LEAVES, sorted.size()))) {
            table.row(
                    ByteSize.of(leaf.bytes()),
                    String.format(Locale.ROOT, "%.1f %%", 100.0 * leaf.bytes() / whole),
                    canvas.glyphs().bar(leaf.bytes(), whole, BAR_COLUMNS),
                    leaf.name());
        }
        List<String> lines = table.lines(canvas);
        if (sorted.size() > LEAVES) {
            long rest = sorted.subList(LEAVES, sorted.size()).stream()
                    .mapToLong(ResidentLedger.Leaf::bytes)
                    .sum();
            lines.add(
                    canvas.ink().faint("and " + ByteSize.of(rest) + " in " + (sorted.size() - LEAVES) + " more kinds"));
        }
        return lines;
    }

    private static String identity(AllocatorReport report) {
        String version = report.identity().version().isEmpty()
                ? ""
                : " " + report.identity().version();
        String sure = report.isConsistent() ? "every identity holds" : "NOT consistent";
        return report.identity().allocator() + version + ", " + ByteSize.of(report.system()) + " from the kernel in "
                + report.regions().size() + " regions, " + sure;
    }

    private List<String> regions(HeapAccount heap, int most) {
        Table table = new Table()
                .figure(word.toUpperCase(Locale.ROOT))
                .figure("LIVE")
                .figure("CACHED")
                .expendable(3)
                .figure("FREE")
                .figure("TOP")
                .expendable(2)
                .figure("TRIM GIVES")
                .figure("PINNED")
                .figure("BLOCKS")
                .expendable(4)
                .figure("THREADS")
                .expendable(5)
                .unlessAll("-")
                .word("REGION");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < heap.residences().size(); i++) {
            order.add(i);
        }
        order.sort(
                Comparator.comparingLong((Integer i) -> heap.residences().get(i).totalResident())
                        .reversed());
        for (int i : order.subList(0, Math.min(most, order.size()))) {
            RegionReport report = heap.report().regions().get(i);
            RegionResidence residence = heap.residences().get(i);
            Tally tally = report.tally();
            table.row(
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
                    report.region().name() + (report.isConsistent() ? "" : " (not consistent)"));
        }
        List<String> lines = table.lines(canvas);
        if (order.size() > most) {
            lines.add(canvas.ink().faint("and " + (order.size() - most) + " more (--arenas shows them)"));
        }
        return lines;
    }

    private List<String> standsOut(HeapAccount heap) {
        List<String> lines = new ArrayList<>();
        AllocatorReport report = heap.report();
        if (!report.isConsistent()) {
            report.regions().stream().filter(region -> !region.isConsistent()).forEach(region -> {
                String first = region.violations().isEmpty()
                        ? ByteSize.of(region.residue()) + " unaccounted for"
                        : region.violations().getFirst().what() + " ("
                                + region.violations().getFirst().count() + " times)";
                lines.add(attention(region.region().name() + " does not add up: " + first));
            });
        }
        long resident = heap.residences().stream()
                .mapToLong(RegionResidence::totalResident)
                .sum();
        if (heap.trim() > 0) {
            lines.add(attention(report.releaseCall() + " would give back " + ByteSize.of(heap.trim()) + " of "
                    + ByteSize.of(resident)));
        }
        report.highlights().forEach(sentence -> lines.add(attention(sentence)));
        if (heap.pinned() > 0) {
            lines.add(
                    attention(
                            ByteSize.of(heap.pinned())
                                    + " of holes are pinned: they share their pages with blocks in use, and no allocator can give them back"));
        }
        heap.residences().stream()
                .flatMap(region -> region.holes().pins().stream())
                .max(Comparator.comparingLong(Pin::below))
                .filter(pin -> pin.below() > 1 << 20)
                .ifPresent(pin -> lines.add(attention(pinned(pin))));
        return lines;
    }

    private static String pinned(Pin pin) {
        String whose = pin.thread().isPresent() ? " of thread " + pin.thread().getAsInt() : "";
        return "one block of " + pin.size() + " bytes (" + HeapJson.word(pin.state()) + whose + ") at 0x"
                + Long.toHexString(pin.address()) + " keeps " + ByteSize.of(pin.below()) + " below it from shrinking";
    }

    private List<String> histogram(String title, SizeHistogram histogram) {
        Table table = new Table().figure("BYTES").figure("BLOCKS").word("").word(title);
        for (SizeHistogram.SizeClass each : histogram.classes()) {
            table.row(
                    ByteSize.of(each.bytes()),
                    Long.toString(each.blocks()),
                    canvas.glyphs().bar(each.bytes(), histogram.bytes(), BAR_COLUMNS),
                    each.from() + " to " + each.to() + " bytes");
        }
        return table.lines(canvas);
    }

    private List<String> occupancy(HeapAccount heap) {
        List<Long> pages = heap.occupancy().pages();
        long all = Math.max(1, pages.stream().mapToLong(Long::longValue).sum());
        Table table = new Table().figure("PAGES").word("").word("OF A PAGE IN USE");
        for (int i = 0; i < pages.size(); i++) {
            String words = i == 0 ? "nothing" : "up to " + i + " sixteenths";
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
                    .forEach(pin -> lines.add(canvas.fit(region + ": " + pinned(pin), canvas.columns())));
        }
        return lines;
    }

    private List<String> footnotes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                examined.pauses().count() == 0
                        ? "The target was not stopped."
                        : "The target was stopped " + examined.pauses().count() + " times, at most "
                                + Durations.ofMicros(examined.pauses().longestMicros()) + ", "
                                + Durations.ofMicros(examined.pauses().totalMicros()) + " in all.");
        examined.others().forEach(other -> notes.add("Loaded, but not read: " + other + "."));
        examined.gaps().forEach(gap -> notes.add("Missing: " + gap + "."));
        examined.heaps().forEach(heap -> heap.report().notes().forEach(note -> notes.add(note + ".")));
        notes.add("--arenas, --sizes and --holes show more.");
        return notes.stream()
                .map(note -> canvas.ink().faint(canvas.fit(Printable.of(note), canvas.columns())))
                .toList();
    }

    private String attention(String sentence) {
        return canvas.ink().warning(canvas.fit(canvas.glyphs().attention() + " " + sentence, canvas.columns()));
    }
}
