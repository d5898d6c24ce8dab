package lacuna.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lacuna.doctor.examine.Doctor;
import lacuna.doctor.examine.DoctorOptions;
import lacuna.doctor.examine.DoctorReport;
import lacuna.doctor.examine.Progress;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.snapshot.Snapshot;
import lacuna.linux.CannotExamine;
import lacuna.linux.file.WholeFile;
import lacuna.report.doctor.DoctorHtml;
import lacuna.report.doctor.DoctorJson;
import lacuna.report.doctor.DoctorText;
import lacuna.report.doctor.PrescriptionFolder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna doctor}: what is wrong, why, and what to change. */
final class DoctorCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("doctor")
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("TARGET")
                        .index("0..*")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description(
                                "Processes by their PIDs, or one core or snapshot by its file. None: the whole host.")
                        .build())
                .addOption(Options.value("--unit", "UNIT", "All processes of a systemd unit.")
                        .build())
                .addOption(Options.duration(
                                "--budget",
                                "On the whole host, take no longer than about this. Default: ${DEFAULT-VALUE}.")
                        .defaultValue("20s")
                        .build())
                .addOption(
                        Options.duration("--watch", "Look several times over this long: a leak shows only in growth.")
                                .build())
                .addOption(Options.duration(
                                "--max-pause",
                                "Stop a process that was named for at most this long at a time; 0 forbids it. "
                                        + "Default: ${DEFAULT-VALUE}.")
                        .defaultValue("50ms")
                        .build())
                .addOption(Options.value("--write", "DIR", "Write the prescriptions as files into this folder.")
                        .build())
                .addOption(
                        Options.value("--html", "FILE", "Write the report as one page of HTML that needs no network.")
                                .build())
                .addOption(Options.size("--fail-on", "Exit with 1 when a finding has this many bytes or more at stake.")
                        .build());
        spec.usageMessage()
                .header("What is wrong, why, and what to change.")
                .description("Examines the host, processes, or a file of one, and ends in verdicts: the figures that "
                        + "decided, how sure they are, and prescriptions ready to use, each with what it will save. "
                        + "Changes nothing. Processes that were not named are never stopped.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna doctor                          the whole host",
                        "  lacuna doctor 4711 --watch 60s         one process, growth included",
                        "  lacuna doctor --unit php8.2-fpm        a service",
                        "  lacuna doctor core.4711                a core",
                        "  lacuna doctor 4711 --write plan        the prescriptions as files");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        Optional<Path> html = Options.file("--html", arguments);
        html.ifPresent(WholeFile::check);
        DoctorReport report = examine(arguments, shell);
        if (Options.jsonWanted(arguments)) {
            DoctorJson.write(report, shell.out());
        } else {
            new DoctorText(report, shell.canvas(arguments)).lines().forEach(shell.out()::println);
        }
        html.ifPresent(file -> {
            WholeFile.write(file, DoctorHtml.of(report));
            shell.note("wrote " + file);
        });
        if (arguments.hasMatchedOption("--write")) {
            Path folder = Path.of(arguments.<String>matchedOptionValue("--write", ""));
            int files = PrescriptionFolder.write(report, folder);
            shell.note("wrote " + files + " files to " + folder + "; begin with its README.md");
        }
        long limit = arguments.matchedOptionValue("--fail-on", Long.MAX_VALUE);
        return report.worst() >= limit ? ExitCode.FINDINGS : ExitCode.DONE;
    }

    private static CannotExamine notAlone(Path file) {
        return new CannotExamine("no such process", file.toString(), "name processes by PID, or one file alone");
    }

    private static DoctorReport examine(ParseResult arguments, Shell shell) {
        HeapOptions.Picture picture =
                arguments.hasMatchedOption("--html") ? HeapOptions.Picture.PAGES : HeapOptions.Picture.NONE;
        DoctorOptions options = new DoctorOptions(
                arguments.matchedOptionValue("--budget", DoctorOptions.DEFAULT.budget()),
                arguments.matchedOptionValue("--watch", Duration.ZERO),
                arguments.matchedOptionValue("--max-pause", DoctorOptions.DEFAULT.maxPause()),
                picture);
        Progress progress = shell.onTerminal() ? new LiveProgress(shell) : Progress.SILENT;
        Doctor doctor = new Doctor(shell.proc(), options, progress);
        List<String> targets = arguments.matchedPositionalValue(0, List.of());
        String unit = arguments.matchedOptionValue("--unit", "");
        try {
            if (!unit.isEmpty()) {
                String whole = unit.contains(".") ? unit : unit + ".service";
                return doctor.processes(
                        process -> process.membership()
                                .unit()
                                .filter(whole::equals)
                                .isPresent(),
                        whole);
            }
            if (targets.isEmpty()) {
                return doctor.host();
            }
            if (targets.size() == 1) {
                switch (Target.of(targets.getFirst())) {
                    case Target.Core(Path file) -> {
                        return doctor.file(HeapExamination.ofCore(file, picture));
                    }
                    case Target.Taken(Path file) -> {
                        return doctor.file(Snapshot.examinationOf(file, picture));
                    }
                    case Target.Running _ -> {}
                }
            }
            Set<Integer> pids = new LinkedHashSet<>();
            for (String word : targets) {
                switch (Target.of(word)) {
                    case Target.Running(int pid) -> pids.add(pid);
                    case Target.Core(Path file) -> throw notAlone(file);
                    case Target.Taken(Path file) -> throw notAlone(file);
                }
            }
            return doctor.processes(pids);
        } finally {
            if (shell.onTerminal()) {
                shell.progress("");
            }
        }
    }
}
