package lacuna.report.map;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.heap.map.Finding;
import lacuna.heap.map.KindTotal;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapHeader;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.map.Sureness;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Printable;
import lacuna.report.text.Table;

/** The text of {@code map}: what it is of, the sums by kind, what stands out, and on demand every mapping. */
public final class MapText {
    private static final String UNKNOWN = "-";
    private static final int BAR_COLUMNS = 20;
    private static final int LEAST_PATH = 24;
    private static final int COLUMNS_BEFORE_PATH = 84;

    private final MemoryMap map;
    private final MapWeight weight;
    private final Canvas canvas;

    public MapText(MemoryMap map, Canvas canvas) {
        this.map = map;
        this.weight = MapWeight.of(map);
        this.canvas = canvas;
    }

    /** One screen: the sums and what stands out. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>(header());
        lines.add("");
        lines.addAll(kinds());
        if (!map.findings().isEmpty()) {
            lines.add("");
            map.findings().forEach(finding -> lines.add(sentence(finding)));
        }
        lines.add("");
        lines.addAll(footnotes());
        return lines;
    }

    private List<String> header() {
        MapHeader header = map.header();
        String of = Printable.of(MapWords.title(header));
        String moment = header.moment()
                .map(at -> "  " + DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS)))
                .orElse("");
        MemoryMap.Total total = map.total();
        Optional<MemoryFigures> figures = total.figures();
        List<String> sums = new ArrayList<>();
        if (weight == MapWeight.RESIDENT) {
            add(sums, "RSS", MapFigures.of(figures, MemoryField.RSS));
            add(sums, "PSS", MapFigures.of(figures, MemoryField.PSS));
            add(sums, "USS", figures.map(MemoryFigures::uss).orElse(OptionalLong.empty()));
            add(sums, "swap", MapFigures.of(figures, MemoryField.SWAP));
        }
        sums.add(ByteSize.of(total.size()) + " mapped in " + total.count() + " mappings");
        return List.of(
                canvas.ink().heading(canvas.fit(of + moment, canvas.columns())),
                canvas.fit(String.join(", ", sums), canvas.columns()));
    }

    private List<String> kinds() {
        Table table = figures(new Table())
                .figure("SIZE")
                .expendable(weight == MapWeight.RESIDENT ? 2 : 0)
                .figure("COUNT")
                .word("")
                .expendable(6)
                .word("WHAT");
        long whole = weight.of(map.total().size(), map.total().figures());
        for (KindTotal kind : weight.sorted(map)) {
            List<String> cells = cells(kind.figures());
            cells.add(ByteSize.of(kind.size()));
            cells.add(Integer.toString(kind.count()));
            cells.add(canvas.glyphs().bar(weight.of(kind.size(), kind.figures()), whole, BAR_COLUMNS));
            cells.add(kind.kind().words());
            table.row(cells);
        }
        return table.lines(canvas);
    }

    /** Every mapping, in the order of addresses. */
    public List<String> detail() {
        Table table = figures(
                        new Table().word("ADDRESS").word("ACCESS").expendable(2).figure("SIZE"))
                .word("WHAT");
        for (MapEntry entry : map.entries()) {
            List<String> cells = new ArrayList<>();
            cells.add(Long.toHexString(entry.mapping().start()));
            cells.add(entry.mapping().permissionLetters());
            cells.add(ByteSize.of(entry.mapping().length()));
            cells.addAll(cells(entry.figures()));
            cells.add(what(entry));
            table.row(cells);
        }
        return table.lines(canvas);
    }

    /** The columns of figures; those that a target has not, such as all of a core, or in which nothing stands, go. */
    private static Table figures(Table table) {
        return table.figure("RSS")
                .unlessAll(UNKNOWN)
                .figure("PSS")
                .expendable(1)
                .unlessAll(UNKNOWN)
                .figure("DIRTY")
                .expendable(3)
                .unlessAll(UNKNOWN)
                .figure("SWAP")
                .expendable(4)
                .unlessAll("0 B", UNKNOWN)
                .figure("HUGE")
                .expendable(5)
                .unlessAll("0 B", UNKNOWN)
                .figure("LOCKED")
                .expendable(7)
                .unlessAll("0 B", UNKNOWN);
    }

    private static List<String> cells(Optional<MemoryFigures> figures) {
        List<String> cells = new ArrayList<>();
        cells.add(size(MapFigures.of(figures, MemoryField.RSS)));
        cells.add(size(MapFigures.of(figures, MemoryField.PSS)));
        cells.add(size(MapFigures.of(figures, MemoryField.PRIVATE_DIRTY)));
        cells.add(size(MapFigures.of(figures, MemoryField.SWAP)));
        cells.add(size(MapFigures.hugePages(figures)));
        cells.add(size(MapFigures.of(figures, MemoryField.LOCKED)));
        return cells;
    }

    private String what(MapEntry entry) {
        StringBuilder what = new StringBuilder(entry.name().kind().words());
        if (entry.name().sureness() == Sureness.BY_SHAPE) {
            what.append('?');
        }
        if (!entry.name().note().isEmpty()) {
            what.append(": ").append(entry.name().note());
        }
        Mapping mapping = entry.mapping();
        if (!mapping.path().isEmpty()) {
            what.append("  ").append(tail(mapping.path())).append(mapping.deleted() ? " (deleted)" : "");
        }
        return what.toString();
    }

    /** The end of a long path says more than its beginning. */
    private String tail(String path) {
        int room = Math.max(LEAST_PATH, canvas.columns() - COLUMNS_BEFORE_PATH);
        if (Printable.width(path) <= room) {
            return path;
        }
        int cut = path.length() - room + 1;
        int folder = path.indexOf('/', cut);
        return canvas.glyphs().ellipsis() + path.substring(folder < 0 ? cut : folder);
    }

    private String sentence(Finding finding) {
        return canvas.ink()
                .warning(canvas.fit(
                        canvas.glyphs().attention() + " " + MapWords.sentence(finding, weight), canvas.columns()));
    }

    private List<String> footnotes() {
        List<String> notes = new ArrayList<>();
        notes.add("Figures " + map.header().method().words() + ".");
        map.header().missing().forEach(gap -> notes.add("Missing: " + gap + "."));
        notes.add("Every mapping with --all; a kind with '?' is recognised by its shape alone.");
        return notes.stream()
                .map(note -> canvas.ink().faint(canvas.fit(Printable.of(note), canvas.columns())))
                .toList();
    }

    private static void add(List<String> sums, String name, OptionalLong bytes) {
        bytes.ifPresent(value -> sums.add(name + " " + ByteSize.of(value)));
    }

    private static String size(OptionalLong bytes) {
        return bytes.isPresent() ? ByteSize.of(bytes.getAsLong()) : UNKNOWN;
    }
}
