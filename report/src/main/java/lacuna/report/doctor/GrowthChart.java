package lacuna.report.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.Look;
import lacuna.linux.text.ByteSize;

/** Several looks as lines over time. */
final class GrowthChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 180;
    private static final int LEFT = 70;
    private static final int BOTTOM = 24;

    private GrowthChart() {}

    static void draw(Growth growth, Html page) {
        if (!growth.isKnown()) {
            return;
        }
        long most = growth.looks().stream().mapToLong(Look::resident).max().orElse(1);
        page.raw("<h3>")
                .text("Growth within " + growth.over().toSeconds() + " s")
                .raw("</h3>\n");
        page.raw("<svg class=\"growth\" role=\"img\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" aria-label=\"")
                .text("live bytes from " + ByteSize.of(growth.looks().getFirst().live()) + " to "
                        + ByteSize.of(growth.looks().getLast().live()))
                .raw("\">\n");
        page.raw(String.format(
                Locale.ROOT,
                "<g font-size=\"12\" fill=\"currentColor\"><text x=\"0\" y=\"14\">%s</text><text x=\"0\" y=\"%d\">0</text>"
                        + "<text x=\"%d\" y=\"%d\">0 s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d s</text></g>%n",
                ByteSize.of(most),
                HEIGHT - BOTTOM,
                LEFT,
                HEIGHT - 4,
                WIDTH,
                HEIGHT - 4,
                growth.over().toSeconds()));
        line(growth, most, Look::resident, "var(--c7)", "resident", page);
        line(growth, most, Look::live, "var(--c0)", "live", page);
        line(growth, most, Look::free, "var(--c1)", "free", page);
        page.raw("</svg>\n<p class=\"faint\">")
                .raw("<span style=\"color:var(--c7)\">■</span> resident <span style=\"color:var(--c0)\">■</span> live "
                        + "<span style=\"color:var(--c1)\">■</span> free</p>\n");
    }

    private static void line(
            Growth growth, long most, ToLongFunction<Look> figure, String colour, String name, Html page) {
        List<Look> looks = growth.looks();
        double span = Math.max(1, growth.over().toMillis());
        StringBuilder points = new StringBuilder();
        for (Look look : looks) {
            double x = LEFT
                    + (WIDTH - LEFT)
                            * Duration.between(looks.getFirst().at(), look.at()).toMillis()
                            / span;
            double y = (HEIGHT - BOTTOM) * (1 - figure.applyAsLong(look) / (double) Math.max(1, most)) + 4;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        page.raw("<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2.5\" points=\"" + points
                + "\"><title>" + name + "</title></polyline>\n");
    }
}
