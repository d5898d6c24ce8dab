package lacuna.report.heap;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.PageLife;
import lacuna.heap.ledger.PagePicture;
import lacuna.heap.ledger.PageStrip;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MapHeader;
import lacuna.linux.call.PageSize;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Printable;

/**
 * The heap as a picture in which one sees the holes: a strip of pages for each region, each page in the colour of what
 * lives on it, and all other mappings behind. Self-contained, light and dark, bounded in size, with the figures as text.
 */
public final class HeapSvg {
    private static final int SECTION = 38;
    private static final int GAP = 10;
    private static final int LEGEND_ROW = 22;
    /** The largest regions are named, and all that have such a part of the whole; the others share a strip. */
    private static final int LEAST_NAMED = 4;

    private static final int MOST_NAMED = 24;
    private static final int NOTABLE_PART = 50;
    private static final int OTHER_ROWS = 12;

    private static final String STYLE = """
            text{font:13px system-ui,sans-serif;fill:#1c2230}
            .title{font-size:20px;font-weight:600}
            .faint{fill:#5b6475;font-size:12px}
            .paper{fill:#ffffff}
            path,.key{shape-rendering:crispEdges}
            .live_full{fill:#24508f}.live_most{fill:#5c8bcb}.live_some{fill:#a596d6}.live_little{fill:#e3a1c4}
            .cached{fill:#e3aa2b}.free{fill:#d83a4e}.lazily_freed{fill:#f2ae94}.top{fill:#45a596}
            .overhead{fill:#6b7280}.foreign{fill:#8a6d3b}
            .free_absent{fill:#f5dde1}.live_absent{fill:#e6eaf1}.left_out{fill:#b9c1ce}
            .malloc{fill:#24508f}.php{fill:#7a5ea8}.jvm{fill:#c4692b}.go{fill:#2a8f9c}.stacks{fill:#b8860b}
            .code{fill:#4a7fb5}.files{fill:#3d8c5f}.shared{fill:#8a6d3b}.kernel{fill:#6b7280}.reserved{fill:#b6bcc8}
            .unnamed{fill:#2f3542}
            @media(prefers-color-scheme:dark){
            text{fill:#e6e9ef}.faint{fill:#9aa3b5}.paper{fill:#161a22}.unnamed{fill:#aab2c3}.reserved{fill:#4b5262}
            .live_full,.malloc{fill:#3d78cf}.live_most{fill:#7ea6de}.free{fill:#f0475c}
            .free_absent{fill:#43262d}.live_absent{fill:#262d3a}.left_out{fill:#4a5468}
            }
            """;

    /** A strip with its label. */
    private record Strip(String name, String figures, int size, IntFunction<String> colour) {}

    /** A colour, how many pages have it, and what it means. */
    private record Key(String colour, long pages, String words) {}

    private final HeapExamination examined;
    private final PagePicture picture;
    private final String word;
    private final PictureLayout layout;
    private final StringBuilder body = new StringBuilder();
    private int y;

    private HeapSvg(HeapExamination examined, PagePicture picture, PictureLayout layout) {
        this.layout = layout;
        this.y = layout.margin;
        this.examined = examined;
        this.picture = picture;
        this.word = examined.ledger().measure() == ResidentLedger.Measure.RESIDENT ? "resident" : "mapped";
    }

    /** The picture of {@code examined}, which holds its strips of pages or shows nothing but its title. */
    public static String of(HeapExamination examined) {
        return of(examined, PictureLayout.WIDE);
    }

    /** The same in {@code layout}. */
    public static String of(HeapExamination examined, PictureLayout layout) {
        PagePicture picture = PagePicture.of(examined).orElse(new PagePicture(1, List.of(), List.of(), 0));
        return new HeapSvg(examined, picture, layout).draw();
    }

    private String draw() {
        MapHeader header = examined.map().header();
        String title =
                escaped(header.process().isEmpty() ? header.target() : header.process() + ", " + header.target());
        String moment = header.moment()
                .map(at -> ", " + at.truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        text(layout.margin, y + 18, "title", title);
        String figures = ByteSize.of(examined.ledger().total()) + " " + word + moment;
        String scale = "One square is " + ByteSize.of(picture.pagesPerCell() * PageSize.BYTES) + " of memory.";
        y += 40;
        switch (layout) {
            case WIDE -> text(layout.margin, y, "faint", escaped(figures + ". " + scale));
            case NARROW -> {
                text(layout.margin, y, "faint", escaped(figures));
                y += 16;
                text(layout.margin, y, "faint", escaped(scale));
            }
        }
        y += 18;
        legend();
        List<Strip> strips = strips();
        int cells = strips.stream().mapToInt(Strip::size).sum();
        int side = cells < 5_000 ? 10 : cells < 15_000 ? 7 : 5;
        strips.forEach(strip -> strip(strip, side));
        others(side);
        int height = y + layout.margin - GAP;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                                + " role=\"img\" aria-label=\"%s\">\n<style>\n%s</style>\n"
                                + "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n",
                        layout.width,
                        height,
                        layout.width,
                        height,
                        title,
                        STYLE,
                        layout.width,
                        height)
                + body
                + "</svg>\n";
    }

    /** What each colour of the heap means, and how much there is of it. */
    private void legend() {
        List<Key> keys = new ArrayList<>();
        for (PageLife life : PageLife.values()) {
            long pages = picture.sections().stream()
                    .mapToLong(section -> section.strip().pages(life))
                    .sum();
            if (pages > 0) {
                keys.add(new Key(colour(life), pages, life.words()));
            }
        }
        legend(keys, layout.margin, layout.width - 2 * layout.margin);
    }

    /** Keys in columns, each read from top to bottom. */
    private void legend(List<Key> keys, int left, int room) {
        int rows = Math.max(1, (keys.size() + layout.legendColumns - 1) / layout.legendColumns);
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            int x = left + i / rows * (room / layout.legendColumns);
            int top = y + i % rows * LEGEND_ROW;
            body.append(String.format(
                    "<rect class=\"key %s\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>", key.colour(), x, top));
            text(x + 20, top + 11, "", escaped(ByteSize.of(key.pages() * PageSize.BYTES) + "  " + key.words()));
        }
        y += rows * LEGEND_ROW + GAP;
    }

    /** What lies in no heap: one strip, kind after kind, and what each is. */
    private void others(int side) {
        List<Key> keys = picture.others().stream()
                .sorted(Comparator.comparingLong((PagePicture.Other other) -> -other.pages()))
                .map(other -> new Key(
                        other.kind().group().name().toLowerCase(Locale.ROOT),
                        other.pages(),
                        other.kind().words()))
                .toList();
        if (keys.isEmpty()) {
            return;
        }
        long pages = keys.stream().mapToLong(Key::pages).sum();
        // Where these pages lie says nothing of holes: a few rows are enough, at a scale of their own if need be.
        long perCell = Math.max(picture.pagesPerCell(), pages / ((long) OTHER_ROWS * (layout.room() / side)) + 1);
        List<String> cells = new ArrayList<>();
        for (Key key : keys) {
            for (long at = 0; at < key.pages(); at += perCell) {
                cells.add(key.colour());
            }
        }
        String scale =
                perCell == picture.pagesPerCell() ? "" : ", a square is " + ByteSize.of(perCell * PageSize.BYTES);
        strip(
                new Strip(
                        "in no heap",
                        ByteSize.of(pages * PageSize.BYTES) + " " + word + scale,
                        cells.size(),
                        cells::get),
                side);
        legend(keys, layout.margin + layout.label, layout.room());
    }

    private List<Strip> strips() {
        List<PagePicture.Section> sections = picture.sections().stream()
                .filter(section -> section.strip().size() > 0)
                .sorted(Comparator.comparingLong(
                        (PagePicture.Section section) -> -section.strip().residentPages()))
                .toList();
        long all = sections.stream()
                .mapToLong(section -> section.strip().residentPages())
                .sum();
        int named = 0;
        while (named < Math.min(MOST_NAMED, sections.size())
                && (named < LEAST_NAMED || sections.get(named).strip().residentPages() * NOTABLE_PART >= all)) {
            named++;
        }
        List<Strip> strips = new ArrayList<>();
        for (PagePicture.Section section : sections.subList(0, named)) {
            PageStrip strip = section.strip();
            strips.add(new Strip(section.name(), figures(List.of(section)), strip.size(), i -> colour(strip.cell(i))));
        }
        if (named < sections.size()) {
            strips.add(rest(sections.subList(named, sections.size())));
        }
        return strips;
    }

    /** The small regions behind the large ones, one after the other. */
    private Strip rest(List<PagePicture.Section> sections) {
        int[] starts = new int[sections.size() + 1];
        for (int i = 0; i < sections.size(); i++) {
            starts[i + 1] = starts[i] + sections.get(i).strip().size();
        }
        int[] at = {0};
        return new Strip(
                sections.size() + " more regions",
                figures(sections),
                starts[sections.size()],
                // Asked in ascending order.
                i -> {
                    at[0] = i == 0 ? 0 : at[0];
                    while (i >= starts[at[0] + 1]) {
                        at[0]++;
                    }
                    return colour(sections.get(at[0]).strip().cell(i - starts[at[0]]));
                });
    }

    private String figures(List<PagePicture.Section> sections) {
        long resident = 0;
        long free = 0;
        for (PagePicture.Section section : sections) {
            resident += section.strip().residentPages();
            free += section.free();
        }
        return ByteSize.of(resident * PageSize.BYTES) + " " + word
                + (free == 0 ? "" : ", " + ByteSize.of(free) + " free");
    }

    private void strip(Strip strip, int side) {
        int columns = layout.room() / side;
        body.append("<g><title>")
                .append(escaped(strip.name() + ": " + strip.figures()))
                .append("</title>");
        text(layout.margin, y + 12, "", escaped(Printable.fit(strip.name(), 30, "…")));
        text(layout.margin, y + 29, "faint", escaped(strip.figures()));
        y += layout.down();
        Map<String, StringBuilder> paths = new LinkedHashMap<>();
        int left = layout.margin + layout.label;
        for (int i = 0; i < strip.size(); ) {
            String colour = strip.colour().apply(i);
            int rowEnd = Math.min(strip.size(), (i / columns + 1) * columns);
            int end = i + 1;
            while (end < rowEnd && strip.colour().apply(end).equals(colour)) {
                end++;
            }
            int width = (end - i) * side;
            paths.computeIfAbsent(colour, _ -> new StringBuilder())
                    .append('M')
                    .append(left + i % columns * side)
                    .append(' ')
                    .append(y + i / columns * side)
                    .append('h')
                    .append(width)
                    .append('v')
                    .append(side)
                    .append("h-")
                    .append(width)
                    .append('z');
            i = end;
        }
        paths.forEach((colour, path) -> body.append("<path class=\"")
                .append(colour)
                .append("\" d=\"")
                .append(path)
                .append("\"/>"));
        body.append("</g>\n");
        int rows = (strip.size() + columns - 1) / columns;
        y += Math.max(layout.down() == 0 ? SECTION : 0, rows * side) + GAP;
    }

    private void text(int x, int baseline, String style, String words) {
        body.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(baseline)
                .append('"')
                .append(style.isEmpty() ? "" : " class=\"" + style + "\"")
                .append('>')
                .append(words)
                .append("</text>\n");
    }

    private static String colour(PageLife life) {
        return life.name().toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        return Printable.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
