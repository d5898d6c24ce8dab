package lacuna.linux.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Labels;

/** /proc/zoneinfo: each zone's pages and the watermarks below which the kernel reclaims. */
public record Zoneinfo(List<Zone> zones) {

    public Zoneinfo {
        zones = List.copyOf(zones);
    }

    /** All in pages. {@code managed} came with 3.8. Below {@code low} kswapd wakes, below {@code min} tasks reclaim. */
    public record Zone(
            int node,
            String name,
            long free,
            long min,
            long low,
            long high,
            OptionalLong present,
            OptionalLong managed) {}

    private enum Line {
        MIN("min"),
        LOW("low"),
        HIGH("high"),
        PRESENT("present"),
        MANAGED("managed"),
        FREE("nr_free_pages");

        private final String label;

        Line(String label) {
            this.label = label;
        }
    }

    private static final Labels LABELS =
            new Labels(Arrays.stream(Line.values()).map(line -> line.label).toList());

    static Zoneinfo parse(Ascii text) {
        text.expectWholeLines();
        List<Zone> zones = new ArrayList<>();
        while (!text.atEnd()) {
            zones.add(zone(text));
        }
        return new Zoneinfo(zones);
    }

    private static Zone zone(Ascii text) {
        ZoneName name = ZoneName.take(text);
        text.skipLine();
        long[] pages = new long[Line.values().length];
        int seen = 0;
        int expected = 0;
        while (!text.atEnd() && !text.startsWith("Node")) {
            text.skipSpaces();
            if (text.take("pages free ")) {
                text.skipSpaces();
                pages[Line.FREE.ordinal()] = text.decimal();
                seen |= 1 << Line.FREE.ordinal();
            }
            int from = text.position();
            text.skipWord();
            int place = LABELS.indexOf(text, from, text.position(), expected);
            if (place >= 0 && (seen & (1 << place)) == 0) {
                text.skipSpaces();
                pages[place] = text.decimal();
                seen |= 1 << place;
                expected = place + 1;
            }
            text.skipLine();
        }
        for (Line line : List.of(Line.FREE, Line.MIN, Line.LOW, Line.HIGH)) {
            if ((seen & (1 << line.ordinal())) == 0) {
                text.fail("zone without " + line.label);
            }
        }
        return new Zone(
                name.node(),
                name.zone(),
                pages[Line.FREE.ordinal()],
                pages[Line.MIN.ordinal()],
                pages[Line.LOW.ordinal()],
                pages[Line.HIGH.ordinal()],
                figure(pages, seen, Line.PRESENT),
                figure(pages, seen, Line.MANAGED));
    }

    private static OptionalLong figure(long[] pages, int seen, Line line) {
        return (seen & (1 << line.ordinal())) == 0 ? OptionalLong.empty() : OptionalLong.of(pages[line.ordinal()]);
    }
}
