package lacuna.report.heap;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.Pin;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.Torn;
import lacuna.heap.map.MapHeader;
import lacuna.linux.call.PageSize;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Counted;
import lacuna.report.text.Durations;
import lacuna.report.text.Printable;
import lacuna.report.text.Table;
import lacuna.report.text.Wrapped;

/**
 * The screen of {@code heap}: where the resident bytes are, the largest regions, what stands out, and what to do next.
 */
public final class HeapText {
    private static final int BAR_COLUMNS = 100;
    private static final int LEAVES = 9;
    private static final int ARENAS = 10;
    private static final int BROKEN = 3;

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
        lines.addAll(Wrapped.of(
                ByteSize.of(examined.ledger().total()) + " " + word + ", every byte of it" + moved() + ":",
                canvas.columns(),
                ""));
        lines.addAll(leaves());
        for (HeapAccount heap : examined.heaps()) {
            if (heap.holdsNothing()) {
                continue;
            }
            lines.add("");
            lines.add(canvas.ink().heading(canvas.fit(identity(heap.report()), canvas.columns())));
            lines.addAll(new RegionTable(heap, canvas, word).largest(ARENAS));
            List<String> notable = standsOut(heap);
            if (!notable.isEmpty()) {
                lines.add("");
                lines.addAll(notable);
            }
        }
        List<String> next = next();
        if (!next.isEmpty()) {
            lines.add("");
            lines.addAll(next);
        }
        lines.add("");
        lines.addAll(footnotes());
        return lines;
    }

    private String moved() {
        long moved = examined.ledger().moved();
        return moved == 0 ? "" : " (" + ByteSize.of(moved) + " came or went while it was read)";
    }

    /** One bar over everything, and below it what each part of it is. */
    private List<String> leaves() {
        ResidentLedger ledger = examined.ledger();
        Map<String, Part> parts = Part.byLeaf(examined);
        List<ResidentLedger.Leaf> sorted = ledger.leaves().stream()
                .sorted(Comparator.comparingLong(ResidentLedger.Leaf::bytes).reversed())
                .toList();
        Table table = new Table()
                .figure(word.toUpperCase(Locale.ROOT))
                .figure("SHARE")
                .expendable(1)
                .word("")
                .expendable(2)
                .word("WHAT");
        long whole = Math.max(1, ledger.total());
        for (ResidentLedger.Leaf leaf : sorted.subList(0, Math.min(LEAVES, sorted.size()))) {
            table.row(
                    ByteSize.of(leaf.bytes()),
                    String.format(Locale.ROOT, "%.1f %%", 100.0 * leaf.bytes() / whole),
                    parts.getOrDefault(leaf.name(), Part.OTHER_MAPPINGS).sign(canvas.glyphs()),
                    leaf.name());
        }
        List<String> lines = new ArrayList<>();
        int columns = Math.min(BAR_COLUMNS, canvas.columns());
        lines.add(Part.bar(ledger.leaves(), parts, columns, canvas.glyphs(), canvas.ink()));
        lines.add("");
        lines.addAll(table.lines(canvas));
        if (sorted.size() > LEAVES) {
            long rest = sorted.subList(LEAVES, sorted.size()).stream()
                    .mapToLong(ResidentLedger.Leaf::bytes)
                    .sum();
            lines.add(canvas.ink()
                    .faint(canvas.fit(
                            "and " + ByteSize.of(rest) + " in " + (sorted.size() - LEAVES) + " more kinds",
                            canvas.columns())));
        }
        return lines;
    }

    private static String identity(AllocatorReport report) {
        String sure = report.isConsistent() ? "every identity holds" : "NOT consistent";
        return name(report) + ", " + ByteSize.of(report.system()) + " from the kernel in "
                + Counted.of(report.regions().size(), "region") + ", " + sure;
    }

    private static String name(AllocatorReport report) {
        String version = report.identity().version();
        return report.identity().allocator() + (version.isEmpty() ? "" : " " + version);
    }

    private List<String> standsOut(HeapAccount heap) {
        List<String> lines = new ArrayList<>();
        AllocatorReport report = heap.report();
        List<RegionReport> broken = report.regions().stream()
                .filter(region -> !region.isConsistent())
                .toList();
        broken.stream()
                .limit(BROKEN)
                .forEach(region -> lines.addAll(attention(HeapWords.broken(region, tornOf(region)))));
        if (broken.size() > BROKEN) {
            lines.addAll(attention("and " + (broken.size() - BROKEN) + " more (--json has all)"));
        }
        if (heap.trim() > 0) {
            lines.addAll(attention(report.releaseCall() + " would give back " + ByteSize.of(heap.trim()) + " of "
                    + ByteSize.of(heap.totalResident())));
        }
        HeapWords.highlights(heap).forEach(sentence -> lines.addAll(attention(sentence)));
        if (heap.pinned() >= PageSize.BYTES) {
            lines.addAll(attention(ByteSize.of(heap.pinned())
                    + " of holes are pinned: they share their pages with blocks in use, and no allocator can give"
                    + " them back"));
        }
        heap.residences().stream()
                .flatMap(region -> region.holes().pins().stream())
                .max(Comparator.comparingLong(Pin::below))
                .filter(pin -> pin.below() > HeapWords.NOTABLE)
                .ifPresent(pin -> lines.addAll(attention(HeapWords.pin(pin))));
        return lines;
    }

    private Optional<Torn> tornOf(RegionReport region) {
        return examined.torn().stream()
                .filter(torn -> torn.region().equals(region.region().name()))
                .findFirst();
    }

    private List<String> next() {
        List<String> lines = new ArrayList<>();
        for (String advice : HeapAdvice.of(examined)) {
            lines.addAll(Wrapped.of((lines.isEmpty() ? "Next: " : "      ") + advice, canvas.columns(), "      "));
        }
        return lines.stream().map(canvas.ink()::heading).toList();
    }

    private List<String> footnotes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                examined.pauses().count() == 0
                        ? "The target was not stopped."
                        : "The target was stopped " + examined.pauses().count()
                                + (examined.pauses().count() == 1 ? " time, " : " times, ") + "at most "
                                + Durations.ofMicros(examined.pauses().longestMicros()) + ", "
                                + Durations.ofMicros(examined.pauses().totalMicros()) + " in all.");
        examined.heaps().stream()
                .filter(HeapAccount::holdsNothing)
                .forEach(heap -> notes.add(name(heap.report()) + " is loaded too, and holds nothing."));
        examined.others().forEach(other -> notes.add("Loaded, but not read: " + other + "."));
        examined.gaps().forEach(gap -> notes.add("Missing: " + gap + "."));
        examined.heaps().forEach(heap -> heap.report().notes().forEach(note -> notes.add(note + ".")));
        notes.add("--arenas, --threads, --sizes and --holes show more.");
        return notes.stream()
                .flatMap(note -> Wrapped.of(note, canvas.columns(), "  ").stream())
                .map(canvas.ink()::faint)
                .toList();
    }

    private List<String> attention(String sentence) {
        return Wrapped.of(canvas.glyphs().attention() + " " + sentence, canvas.columns(), "  ").stream()
                .map(canvas.ink()::warning)
                .toList();
    }
}
