package lacuna.report.map;

import java.util.List;
import java.util.Locale;
import lacuna.heap.map.KindTotal;
import lacuna.heap.map.MappingGroup;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Printable;

/**
 * The map as a picture: a bar for each kind, as long as what it holds, coloured by its group. Self-contained, light and
 * dark, with the figures as text so that it can be read and searched without colours.
 */
public final class MapSvg {
    private static final int WIDTH = 960;
    private static final int MARGIN = 24;
    private static final int TOP = 84;
    private static final int ROW = 28;
    private static final int BAR = 16;
    private static final int LABEL = 220;
    private static final int FIGURE = 150;

    private static final String STYLE = """
            text{font:14px system-ui,sans-serif;fill:#1c2230}
            .title{font-size:20px;font-weight:600}
            .faint{fill:#5b6475}
            .paper{fill:#ffffff}
            .track{fill:#eef0f4}
            .malloc{fill:#d1495b}.php{fill:#7a5ea8}.jvm{fill:#c4692b}.go{fill:#2a8f9c}.stacks{fill:#b8860b}
            .code{fill:#4a7fb5}.files{fill:#3d8c5f}.shared{fill:#8a6d3b}.kernel{fill:#6b7280}.reserved{fill:#b6bcc8}
            .unnamed{fill:#2f3542}
            @media(prefers-color-scheme:dark){
            text{fill:#e6e9ef}.faint{fill:#9aa3b5}.paper{fill:#161a22}.track{fill:#252b37}.unnamed{fill:#aab2c3}
            .reserved{fill:#4b5262}}
            """;

    private MapSvg() {}

    public static String of(MemoryMap map) {
        MapWeight weight = MapWeight.of(map);
        List<KindTotal> kinds = weight.sorted(map).stream()
                .filter(kind -> weight.of(kind.size(), kind.figures()) > 0)
                .toList();
        long most = kinds.isEmpty()
                ? 1
                : weight.of(kinds.getFirst().size(), kinds.getFirst().figures());
        long whole = weight.of(map.total().size(), map.total().figures());
        int height = TOP + kinds.size() * ROW + MARGIN;
        String title = escaped(MapWords.title(map.header()));
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">%n<style>%n%s</style>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                title,
                STYLE));
        svg.append(String.format("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>%n", WIDTH, height));
        svg.append(text(MARGIN, 40, "title", "", title));
        svg.append(text(
                MARGIN,
                64,
                "faint",
                "",
                ByteSize.of(whole) + " " + weight.word() + ", "
                        + ByteSize.of(map.total().size()) + " mapped in "
                        + map.total().count() + " mappings"));
        int y = TOP;
        for (KindTotal kind : kinds) {
            svg.append(row(kind, weight, most, whole, y));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String row(KindTotal kind, MapWeight weight, long most, long whole, int y) {
        long bytes = weight.of(kind.size(), kind.figures());
        int room = WIDTH - 2 * MARGIN - LABEL - FIGURE;
        double length = Math.max(1.0, (double) bytes / most * room);
        int left = MARGIN + LABEL;
        int middle = y + BAR - 3;
        String words = kind.kind().words();
        String share = String.format(Locale.ROOT, "%.1f %%", 100.0 * bytes / whole);
        return "<g><title>"
                + escaped(words + ": " + ByteSize.of(bytes) + " " + weight.word() + " in " + kind.count()
                        + " mappings, " + share)
                + "</title>"
                + text(MARGIN, middle, "", "", escaped(words))
                + String.format(
                        Locale.ROOT,
                        "<rect class=\"track\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>"
                                + "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
                        left,
                        y,
                        room,
                        BAR,
                        colour(kind.kind().group()),
                        left,
                        y,
                        length,
                        BAR)
                + text(WIDTH - MARGIN, middle, "", "end", ByteSize.of(bytes) + "  " + share)
                + "</g>\n";
    }

    private static String text(int x, int y, String style, String anchor, String words) {
        return "<text x=\"" + x + "\" y=\"" + y + "\""
                + (style.isEmpty() ? "" : " class=\"" + style + "\"")
                + (anchor.isEmpty() ? "" : " text-anchor=\"" + anchor + "\"")
                + ">" + words + "</text>";
    }

    private static String colour(MappingGroup group) {
        return group.name().toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        return Printable.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
