package lacuna.report.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lacuna.doctor.examine.DoctorReport;
import lacuna.doctor.examine.Finding;
import lacuna.doctor.remedy.Prescription;
import lacuna.linux.file.WholeFile;
import lacuna.linux.text.ByteSize;

/** Prescriptions as files, with a README that says in which order and why. Applies nothing. */
public final class PrescriptionFolder {
    private PrescriptionFolder() {}

    /** Writes into {@code folder}, which is made: how many files. */
    public static int write(DoctorReport report, Path folder) {
        WholeFile.folder(folder);
        StringBuilder readme = new StringBuilder(
                "# What lacuna doctor prescribes\n\nNothing here is applied: read, choose, copy, verify. "
                        + "In each finding the first is to be tried first.\n");
        int files = 0;
        for (int i = 0; i < report.findings().size(); i++) {
            Finding finding = report.findings().get(i);
            if (finding.prescriptions().isEmpty()) {
                continue;
            }
            readme.append("\n## ")
                    .append(finding.target())
                    .append(": ")
                    .append(finding.diagnosis().first().verdict().title())
                    .append("\n\n")
                    .append(finding.diagnosis().first().sentence())
                    .append(".\n");
            for (int p = 0; p < finding.prescriptions().size(); p++) {
                Prescription each = finding.prescriptions().get(p);
                String name = String.format(
                        Locale.ROOT,
                        "%02d-%d-%s",
                        i + 1,
                        p + 1,
                        each.file().isEmpty() ? each.kind() + ".txt" : fileName(each));
                WholeFile.write(folder.resolve(name), each.text().endsWith("\n") ? each.text() : each.text() + "\n");
                files++;
                describe(readme, name, each);
            }
        }
        WholeFile.write(folder.resolve("README.md"), readme.toString());
        return files + 1;
    }

    private static void describe(StringBuilder readme, String name, Prescription each) {
        List<String> lines = new ArrayList<>();
        lines.add("\n### " + name + "\n");
        if (!each.file().isEmpty()) {
            lines.add("- belongs to `" + each.file() + "`");
        }
        if (each.predictedBytes() > 0) {
            lines.add("- saves " + ByteSize.of(each.predictedBytes()) + (each.isOnce() ? ", for now" : ""));
        }
        lines.add("- why: " + each.why());
        lines.add("- risk: " + each.risk());
        lines.add("- verify: " + each.verify());
        lines.add("- undo: " + each.undo());
        lines.forEach(line -> readme.append(line).append('\n'));
    }

    private static String fileName(Prescription each) {
        return each.file().substring(each.file().lastIndexOf('/') + 1);
    }
}
