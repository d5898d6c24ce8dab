package lacuna.report.doctor;

import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.examine.DoctorReport;
import lacuna.doctor.examine.Finding;
import lacuna.doctor.remedy.Prescription;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Fact;
import lacuna.doctor.verdict.Opinion;
import lacuna.report.json.JsonDocument;

/** {@code lacuna doctor --json}: schema lacuna.doctor/1. */
public final class DoctorJson {
    private static final int VERSION = 1;

    private final JsonDocument json;

    private DoctorJson(JsonDocument json) {
        this.json = json;
    }

    public static void write(DoctorReport report, OutputStream out) {
        try (JsonDocument json = JsonDocument.begin(out, "doctor", VERSION)) {
            new DoctorJson(json).report(report);
        }
    }

    private void report(DoctorReport report) {
        json.time("at", report.at()).text("host", report.host().name());
        json.number("processes", report.processes())
                .number("examined", report.examined())
                .number("tookMillis", report.took().toMillis());
        json.array("findings", () -> report.findings().forEach(finding -> json.element(() -> finding(finding))));
        json.array("missing", () -> report.gaps().forEach(json::element));
    }

    private void finding(Finding finding) {
        Diagnosis diagnosis = finding.diagnosis();
        Opinion first = diagnosis.first();
        json.text("target", finding.target());
        json.number("pid", asLong(finding.evidence().subject().pid()));
        json.number("processes", finding.processes()).number("examined", finding.examined());
        json.text("verdict", first.verdict().word())
                .text("confidence", first.confidence().word())
                .text("why", first.why())
                .text("sentence", first.sentence())
                .number("bytesAtStake", finding.bytesAtStake())
                .number("residentBytes", finding.evidence().resident());
        facts(first.facts());
        json.array(
                "also",
                () -> diagnosis
                        .also()
                        .forEach(opinion -> json.element(
                                () -> json.text("verdict", opinion.verdict().word())
                                        .text("sentence", opinion.sentence())
                                        .number("bytesAtStake", opinion.bytesAtStake()))));
        diagnosis
                .nearest()
                .ifPresent(nearest -> json.object(
                        "nearest",
                        () -> json.text("verdict", nearest.verdict().word())
                                .number("bytes", nearest.bytesAtStake())
                                .number("threshold", nearest.threshold())
                                .text("turning", diagnosis.turning())));
        growth(finding.evidence().growth());
        json.array(
                "prescriptions", () -> finding.prescriptions().forEach(each -> json.element(() -> prescription(each))));
        json.array(
                "myths",
                () -> finding.myths()
                        .forEach(myth -> json.element(
                                () -> json.text("advice", myth.advice()).text("why", myth.why()))));
    }

    private void facts(List<Fact> facts) {
        json.array(
                "evidence",
                () -> facts.forEach(fact -> json.element(() -> json.text("name", fact.name())
                        .number("value", fact.value())
                        .text("unit", fact.unit().name().toLowerCase(Locale.ROOT)))));
    }

    private void growth(Growth growth) {
        if (growth.isKnown()) {
            json.array(
                    "looks",
                    () -> growth.looks()
                            .forEach(look -> json.element(() -> json.time("at", look.at())
                                    .number("resident", look.resident())
                                    .number("live", look.live())
                                    .number("blocks", look.blocks())
                                    .number("free", look.free()))));
        }
    }

    private void prescription(Prescription each) {
        json.text("kind", each.kind())
                .text("file", each.file())
                .text("text", each.text())
                .text("why", each.why())
                .number("predictedBytes", each.predictedBytes())
                .truth("once", each.isOnce())
                .text("risk", each.risk())
                .text("verify", each.verify())
                .text("undo", each.undo());
    }

    private static java.util.OptionalLong asLong(java.util.OptionalInt value) {
        return value.isPresent() ? java.util.OptionalLong.of(value.getAsInt()) : java.util.OptionalLong.empty();
    }
}
