package lacuna.report.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lacuna.doctor.examine.DoctorReport;
import lacuna.doctor.examine.Finding;
import lacuna.doctor.remedy.Myth;
import lacuna.doctor.remedy.Prescription;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Fact;
import lacuna.doctor.verdict.Opinion;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Counted;
import lacuna.report.text.Durations;
import lacuna.report.text.Printable;
import lacuna.report.text.Table;
import lacuna.report.text.Wrapped;

/** The text of {@code doctor}: the first line says it all, then a screen for each finding, the weightiest first. */
public final class DoctorText {
    private static final int BAR_COLUMNS = 24;
    private static final int LEAVES = 6;
    private static final int SCREENS = 5;

    private final DoctorReport report;
    private final Canvas canvas;

    public DoctorText(DoctorReport report, Canvas canvas) {
        this.report = report;
        this.canvas = canvas;
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<Finding> acting = report.findings().stream()
                .filter(finding -> finding.diagnosis().first().verdict().isFinding())
                .toList();
        lines.add(headline(acting));
        boolean isOne = report.findings().size() == 1;
        List<Finding> screens = isOne ? report.findings() : acting.subList(0, Math.min(SCREENS, acting.size()));
        for (Finding finding : screens) {
            lines.add("");
            lines.addAll(screen(finding));
        }
        List<Finding> rest = new ArrayList<>(report.findings());
        rest.removeAll(screens);
        if (!rest.isEmpty()) {
            lines.add("");
            lines.addAll(table(rest));
        }
        lines.add("");
        lines.addAll(footnotes());
        return lines;
    }

    private String headline(List<Finding> acting) {
        if (acting.isEmpty()) {
            String what = report.findings().size() == 1
                    ? report.findings().getFirst().target() + ": "
                            + report.findings()
                                    .getFirst()
                                    .diagnosis()
                                    .first()
                                    .verdict()
                                    .title()
                    : "Nothing is wrong in what was examined";
            return canvas.ink().heading(canvas.fit(Printable.of(what) + ".", canvas.columns()));
        }
        Finding worst = acting.getFirst();
        long stake = acting.stream().mapToLong(Finding::bytesAtStake).sum();
        String more = acting.size() == 1
                ? ""
                : ", and " + (acting.size() - 1) + " more findings: together " + ByteSize.of(stake);
        return canvas.ink()
                .alarm(canvas.fit(
                        Printable.of(worst.target()) + ": "
                                + worst.diagnosis().first().verdict().title() + ", "
                                + ByteSize.of(worst.bytesAtStake()) + " at stake" + more,
                        canvas.columns()));
    }

    private List<String> screen(Finding finding) {
        Diagnosis diagnosis = finding.diagnosis();
        Opinion first = diagnosis.first();
        List<String> lines = new ArrayList<>();
        String title = first.verdict().title().toUpperCase(Locale.ROOT) + "  " + Printable.of(finding.target());
        lines.add(canvas.ink().heading(canvas.fit(title, canvas.columns())));
        lines.addAll(wrapped("  ", first.sentence() + "."));
        if (finding.examined() < finding.processes()) {
            lines.addAll(wrapped(
                    "  ",
                    finding.examined() + " of its " + finding.processes()
                            + " processes were looked into; the figures are of the one with most at stake."));
        }
        diagnosis.also().stream()
                .filter(opinion -> opinion.verdict() != Verdict.BIG_LIVE
                        || !first.verdict().isFinding())
                .forEach(opinion -> lines.addAll(wrapped("  also ", opinion.sentence() + ".")));
        List<String> leaves = leaves(finding);
        if (!leaves.isEmpty()) {
            lines.add("");
            lines.addAll(leaves);
        }
        lines.add("");
        Table facts = new Table().figure("FIGURE").word("WHAT DECIDED");
        first.facts().forEach(fact -> facts.row(told(fact), fact.name()));
        lines.addAll(facts.lines(canvas));
        lines.addAll(wrapped("  sure: ", first.confidence().word() + " (" + first.why() + ")"));
        if (!diagnosis.turning().isEmpty()) {
            lines.addAll(wrapped("  nearest other: ", diagnosis.turning()));
        }
        int number = 1;
        for (Prescription each : finding.prescriptions()) {
            lines.add("");
            lines.addAll(prescription(number++, each));
        }
        for (Myth myth : finding.myths()) {
            lines.add("");
            lines.addAll(wrapped("  not " + myth.advice() + ": ", myth.why() + "."));
        }
        return lines;
    }

    private List<String> leaves(Finding finding) {
        if (finding.evidence().heaps().isEmpty()) {
            return List.of();
        }
        ResidentLedger ledger = finding.evidence().heaps().get().ledger();
        long whole = Math.max(1, ledger.total());
        Table table = new Table().figure("RESIDENT").figure("SHARE").word("").word("WHERE IT IS");
        List<ResidentLedger.Leaf> sorted = ledger.leaves().stream()
                .sorted(Comparator.comparingLong(ResidentLedger.Leaf::bytes).reversed())
                .toList();
        for (ResidentLedger.Leaf leaf : sorted.subList(0, Math.min(LEAVES, sorted.size()))) {
            table.row(
                    ByteSize.of(leaf.bytes()),
                    String.format(Locale.ROOT, "%.0f %%", 100.0 * leaf.bytes() / whole),
                    canvas.glyphs().bar(leaf.bytes(), whole, BAR_COLUMNS),
                    leaf.name());
        }
        return table.lines(canvas);
    }

    private List<String> prescription(int number, Prescription each) {
        List<String> lines = new ArrayList<>();
        String saves = each.predictedBytes() > 0 ? "saves " + ByteSize.of(each.predictedBytes()) : "tells more";
        String again = each.isOnce() ? ", for now" : "";
        String where = each.file().isEmpty() ? each.kind() : each.file();
        lines.add(
                canvas.ink().accent(canvas.fit("  " + number + ". " + saves + again + ": " + where, canvas.columns())));
        if (each.kind().equals("script")) {
            lines.add("       (--write DIR writes the script)");
        } else {
            each.text().lines().forEach(line -> lines.add("       " + Printable.of(line)));
        }
        lines.addAll(wrapped("     why:    ", each.why()));
        lines.addAll(wrapped("     risk:   ", each.risk()));
        lines.addAll(wrapped("     verify: ", each.verify()));
        lines.addAll(wrapped("     undo:   ", each.undo()));
        return lines;
    }

    private List<String> table(List<Finding> findings) {
        Table table = new Table()
                .figure("RESIDENT")
                .figure("AT STAKE")
                .word("VERDICT")
                .word("WHO")
                .expendable(1)
                .word("WHY");
        for (Finding finding : findings) {
            Opinion first = finding.diagnosis().first();
            table.row(
                    ByteSize.of(finding.evidence().resident()),
                    finding.bytesAtStake() > 0 && first.verdict().isFinding()
                            ? ByteSize.of(finding.bytesAtStake())
                            : "-",
                    first.verdict().title(),
                    Printable.of(finding.target()),
                    first.sentence());
        }
        return table.lines(canvas);
    }

    private List<String> footnotes() {
        List<String> notes = new ArrayList<>();
        notes.add(Counted.of(report.processes(), "process")
                + (report.processes() == 1 ? " was" : " were") + " looked at, " + report.examined()
                + " looked into, in "
                + Durations.ofMicros(report.took().toNanos() / 1000) + ".");
        report.gaps().forEach(gap -> notes.add("Missing: " + gap + "."));
        List<String> lines = new ArrayList<>();
        notes.forEach(
                note -> wrapped("", note).forEach(line -> lines.add(canvas.ink().faint(line))));
        return lines;
    }

    private static String told(Fact fact) {
        return Told.of(fact.value(), fact.unit());
    }

    private List<String> wrapped(String lead, String text) {
        return Wrapped.of(lead + text, canvas.columns(), " ".repeat(lead.length()));
    }
}
