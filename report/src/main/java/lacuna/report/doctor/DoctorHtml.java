package lacuna.report.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import lacuna.doctor.examine.DoctorReport;
import lacuna.doctor.examine.Finding;
import lacuna.doctor.remedy.Myth;
import lacuna.doctor.remedy.Prescription;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Fact;
import lacuna.doctor.verdict.Opinion;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.PagePicture;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.text.ByteSize;
import lacuna.report.heap.HeapSvg;
import lacuna.report.heap.PictureLayout;
import lacuna.report.text.Counted;

/** The report as one page that needs no network: to read, to print, to send on. */
public final class DoctorHtml {
    private static final int LEAVES = 12;
    private static final int COLOURS = 8;

    private final DoctorReport report;
    private final Html page = new Html();
    private int pictures;

    private DoctorHtml(DoctorReport report) {
        this.report = report;
    }

    public static String of(DoctorReport report) {
        return new DoctorHtml(report).whole();
    }

    private String whole() {
        List<Finding> acting = report.findings().stream()
                .filter(finding -> finding.diagnosis().first().verdict().isFinding())
                .toList();
        String headline = headline(acting);
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                        + "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n")
                .element("title", "Lacuna: " + headline)
                .raw("\n<style>\n")
                .raw(resource("page.css"))
                .raw("</style>\n</head>\n<body>\n<header>\n")
                .element("h1", headline);
        String where = report.host().name().isEmpty() ? "" : report.host().name() + ", ";
        page.element(
                "p class=\"faint\"",
                where + DateTimeFormatter.ISO_INSTANT.format(report.at().truncatedTo(ChronoUnit.SECONDS)) + ": "
                        + Counted.of(report.processes(), "process") + " looked at, " + report.examined()
                        + " looked into.");
        page.raw("</header>\n<main>\n");
        report.findings().forEach(this::finding);
        gaps();
        page.raw("</main>\n<footer>")
                .element(
                        "p class=\"faint\"",
                        "Written by lacuna doctor. Nothing was changed. Point at a dotted word to see what it means.")
                .raw("</footer>\n<script>\n")
                .raw(resource("page.js"))
                .raw("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private String headline(List<Finding> acting) {
        if (acting.isEmpty()) {
            return "Nothing is wrong in what was examined";
        }
        Finding worst = acting.getFirst();
        return worst.target() + ": " + worst.diagnosis().first().verdict().title() + ", "
                + ByteSize.of(worst.bytesAtStake()) + " at stake";
    }

    private void finding(Finding finding) {
        Diagnosis diagnosis = finding.diagnosis();
        Opinion first = diagnosis.first();
        String mood = mood(first.verdict());
        page.raw("<article>\n")
                .element("p class=\"verdict " + mood + "\"", first.verdict().title())
                .element("h2", finding.target());
        page.element("p", first.sentence() + ".");
        if (finding.bytesAtStake() > 0 && first.verdict().isFinding()) {
            page.raw("<p><span class=\"big " + mood + "\">")
                    .text(ByteSize.of(finding.bytesAtStake()))
                    .raw("</span> ")
                    .text("at stake" + (finding.examined() > 1 ? " in " + finding.examined() + " processes" : ""))
                    .raw("</p>\n");
        }
        diagnosis.also().forEach(also -> page.element("p class=\"faint\"", "Also: " + also.sentence() + "."));
        prescriptions(finding);
        myths(finding);
        page.raw("<h3>What decided</h3>\n");
        facts(first.facts());
        page.raw("<p class=\"faint\">")
                .text("Confidence " + first.confidence().word() + ": " + first.why() + ".")
                .raw("</p>\n");
        if (!diagnosis.turning().isEmpty()) {
            page.element("p class=\"faint\"", "Nearest other verdict: " + diagnosis.turning() + ".");
        }
        GrowthChart.draw(finding.evidence().growth(), page);
        finding.evidence().heaps().ifPresent(heaps -> {
            waterfall(heaps.ledger());
            picture(heaps);
        });
        if (!finding.evidence().accounts().isEmpty()) {
            page.raw("<details><summary>").text("The heaps in detail").raw("</summary>\n");
            finding.evidence().accounts().stream()
                    .filter(account -> !account.holdsNothing())
                    .forEach(account -> HeapTables.draw(account, page));
            page.raw("</details>\n");
        }
        page.raw("</article>\n");
    }

    private void facts(List<Fact> facts) {
        page.raw("<dl class=\"figures\">\n");
        for (Fact fact : facts) {
            page.raw("<div><dt>")
                    .term(fact.name())
                    .raw("</dt><dd>")
                    .text(Told.of(fact.value(), fact.unit()))
                    .raw("</dd></div>\n");
        }
        page.raw("</dl>\n");
    }

    /** Where the resident bytes are, each bar beginning where the one above ends. */
    private void waterfall(ResidentLedger ledger) {
        long whole = Math.max(1, ledger.total());
        List<ResidentLedger.Leaf> sorted = ledger.leaves().stream()
                .sorted(Comparator.comparingLong(ResidentLedger.Leaf::bytes).reversed())
                .toList();
        page.raw("<h3>")
                .text("Where " + ByteSize.of(ledger.total()) + " are")
                .raw("</h3>\n<table class=\"waterfall\">\n");
        long before = 0;
        for (int i = 0; i < sorted.size(); i++) {
            boolean isRest = i == LEAVES - 1 && sorted.size() > LEAVES;
            long bytes = isRest
                    ? sorted.subList(i, sorted.size()).stream()
                            .mapToLong(ResidentLedger.Leaf::bytes)
                            .sum()
                    : sorted.get(i).bytes();
            page.raw("<tr><th scope=\"row\">")
                    .term(isRest ? "everything else" : sorted.get(i).name())
                    .raw("</th><td class=\"n\">")
                    .text(ByteSize.of(bytes))
                    .raw("</td><td class=\"n\">")
                    .text(String.format(Locale.ROOT, "%.1f %%", 100.0 * bytes / whole))
                    .raw(String.format(
                            Locale.ROOT,
                            "</td><td><span class=\"track\"><i style=\"left:%.2f%%;width:%.2f%%;background:var(--c%d)\"></i></span></td></tr>%n",
                            100.0 * before / whole,
                            Math.max(0, 100.0 * bytes / whole),
                            i % COLOURS));
            before += bytes;
            if (isRest) {
                break;
            }
        }
        page.raw("</table>\n");
    }

    /**
     * As an image of its own, whose style stays within it, and one for narrow screens. It shows in a frame of bounded
     * height; a box that needs no script lets the whole of it out.
     */
    private void picture(HeapExamination heaps) {
        if (PagePicture.of(heaps).isEmpty()) {
            return;
        }
        String id = "whole-" + pictures++;
        page.raw(
                        "<h3>The pages, each in the colour of what lives on it</h3>\n<div class=\"picture\"><input type=\"checkbox\" id=\"")
                .raw(id)
                .raw("\"><label for=\"")
                .raw(id)
                .raw("\">show the whole picture</label>\n<div class=\"frame\" tabindex=\"0\"><picture>")
                .raw("<source media=\"(max-width: 40rem)\" srcset=\"")
                .raw(data(heaps, PictureLayout.NARROW))
                .raw("\"><img alt=\"")
                .text("every resident page of the heaps; the figures stand in the table above")
                .raw("\" src=\"")
                .raw(data(heaps, PictureLayout.WIDE))
                .raw("\"></picture></div></div>\n");
    }

    private static String data(HeapExamination heaps, PictureLayout layout) {
        byte[] svg = HeapSvg.of(heaps, layout).getBytes(StandardCharsets.UTF_8);
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg);
    }

    private void prescriptions(Finding finding) {
        if (finding.prescriptions().isEmpty()) {
            return;
        }
        page.raw("<h3>What to do, in this order</h3>\n<ol class=\"plan\">\n");
        for (Prescription each : finding.prescriptions()) {
            String saves = each.predictedBytes() > 0
                    ? "Saves " + ByteSize.of(each.predictedBytes()) + (each.isOnce() ? ", for now" : "")
                    : "Tells more";
            page.raw("<li>").element("h4", saves + (each.file().isEmpty() ? "" : ": " + each.file()));
            page.raw("<div class=\"code\"><pre>")
                    .text(each.text().stripTrailing())
                    .raw(
                            "</pre><button class=\"copy\" type=\"button\" hidden>copy</button></div>\n<dl class=\"terms\">");
            term("why", each.why());
            term("risk", each.risk());
            term("verify", each.verify());
            term("undo", each.undo());
            page.raw("</dl></li>\n");
        }
        page.raw("</ol>\n");
    }

    private void myths(Finding finding) {
        if (finding.myths().isEmpty()) {
            return;
        }
        page.raw("<h3>What does not help here</h3>\n<dl class=\"terms\">\n");
        for (Myth myth : finding.myths()) {
            term(myth.advice(), myth.why());
        }
        page.raw("</dl>\n");
    }

    private void term(String name, String words) {
        page.element("dt", name).element("dd", words);
    }

    private void gaps() {
        if (report.gaps().isEmpty()) {
            return;
        }
        page.raw("<article>\n<h2>What could not be seen</h2>\n<ul>\n");
        report.gaps().forEach(gap -> page.element("li", gap));
        page.raw("</ul>\n</article>\n");
    }

    private static String mood(Verdict verdict) {
        return switch (verdict) {
            case HEALTHY, BIG_LIVE -> "calm";
            case UNKNOWN, WARMING_UP -> "open";
            case LEAK,
                    ARENA_SPRAWL,
                    RETENTION,
                    FRAGMENTATION,
                    THP_BLOAT,
                    SWAPPED,
                    PAGE_TABLES,
                    STACKS,
                    SHARED_MEMORY,
                    NOT_PRIVATE,
                    KERNEL -> "bad";
        };
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DoctorHtml.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
