package lacuna.cli;

import java.nio.file.Path;
import java.time.Duration;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.map.MapOptions;
import lacuna.heap.snapshot.SnapshotDestination;
import lacuna.heap.snapshot.SnapshotReceipt;
import lacuna.heap.snapshot.SnapshotTaking;
import lacuna.linux.CannotExamine;
import lacuna.report.snapshot.SnapshotReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna snapshot}: keeps what a process's memory is like, without what is in it. */
final class SnapshotCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("snapshot")
                .addPositional(Target.argument())
                .addOption(OptionSpec.builder("-o", "--output")
                        .arity("1")
                        .required(true)
                        .type(String.class)
                        .paramLabel("FILE")
                        .description("Write the snapshot to FILE, which only its owner may read.")
                        .build())
                .addOption(Options.flag("--force", "Replace FILE if it exists."))
                .addOption(Options.maxPause());
        spec.usageMessage()
                .header("Keep what a process's memory is like, to be looked at later or elsewhere.")
                .description("Writes mappings, figures, resident pages and the blocks of every heap (addresses, sizes, "
                        + "states) to one compressed file. No contents of memory, no command line, no environment. "
                        + "map and heap take the file as they take a PID.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna snapshot 4711 -o before.lacuna    of a process",
                        "  lacuna heap before.lacuna --holes        the report of that moment",
                        "  lacuna snapshot core.4711 -o small.lacuna",
                        "  lacuna snapshot 4711 -o a.lacuna --json  schema lacuna.snapshot/1");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        SnapshotDestination.Overwrite overwrite = arguments.hasMatchedOption("--force")
                ? SnapshotDestination.Overwrite.FORCED
                : SnapshotDestination.Overwrite.REFUSED;
        Path file = Path.of(arguments.matchedOptionValue("--output", ""));
        SnapshotReceipt receipt =
                take(arguments, shell, new SnapshotTaking(new SnapshotDestination(file, overwrite), Version.LINE));
        if (Options.jsonWanted(arguments)) {
            SnapshotReport.json(receipt, shell.out());
        } else {
            shell.out().println(SnapshotReport.line(receipt));
        }
        return ExitCode.DONE;
    }

    private static SnapshotReceipt take(ParseResult arguments, Shell shell, SnapshotTaking taking) {
        return switch (Target.of(arguments)) {
            case Target.Core(Path core) -> taking.ofCore(core);
            case Target.Running(int pid) -> {
                Duration most = arguments.matchedOptionValue("--max-pause", HeapOptions.DEFAULT.maxPause());
                yield taking.ofProcess(shell.proc(), pid, new HeapOptions(most, MapOptions.DEFAULT));
            }
            case Target.Taken(Path taken) ->
                throw new CannotExamine("already a snapshot", taken.toString(), "copy the file, or name a process");
        };
    }
}
