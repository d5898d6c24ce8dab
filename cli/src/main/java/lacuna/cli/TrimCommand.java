package lacuna.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.trim.HeapTrim;
import lacuna.heap.trim.TrimLimits;
import lacuna.heap.trim.TrimOutcome;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Refusal;
import lacuna.report.heap.TrimReport;
import lacuna.report.text.Durations;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna trim}: has a process give its free memory back. The one command that changes a target. */
final class TrimCommand implements Command {
    private static final Duration TELL_EVERY = Duration.ofMillis(500);

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("trim")
                .addPositional(Target.argument())
                .addOption(
                        Options.flag("--yes", "Do it. Without, say what would be done and what it would give back."));
        spec.usageMessage()
                .header("Have a process give its free memory back (the one command that changes a target).")
                .description("Has one thread of the process call malloc_trim(0), when that thread is outside malloc; "
                        + "the other threads run on. Says first what it will do and what it foretells, then what came "
                        + "of it.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna trim 4711          what it would give back",
                        "  lacuna trim 4711 --yes    do it",
                        "",
                        "The memory comes back as the service works on: trimming shows what holes cost, it does not cure them.");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        int pid = switch (Target.of(arguments)) {
            case Target.Running(int running) -> running;
            case Target.Core(var file) -> throw aFile(file);
            case Target.Taken(var file) -> throw aFile(file);
        };
        TrimReport report =
                new TrimReport(HeapExamination.ofProcess(shell.proc(), pid, HeapOptions.DEFAULT.withoutPauses()));
        boolean json = Options.jsonWanted(arguments);
        if (!json) {
            print(report.plan(), shell);
        }
        try (HeapTrim trim = HeapTrim.of(pid).orThrow(TrimCommand::refused)) {
            if (!arguments.hasMatchedOption("--yes")) {
                if (json) {
                    report.json(Optional.empty(), shell.out());
                } else {
                    shell.out().println("Nothing was done: add --yes to do it.");
                }
                return ExitCode.DONE;
            }
            TrimOutcome outcome = shown(trim, report.limits(), shell);
            if (outcome instanceof TrimOutcome.Refused(Refusal refusal)) {
                throw refused(refusal);
            }
            if (json) {
                report.json(Optional.of(outcome), shell.out());
            } else {
                print(report.outcome(outcome), shell);
            }
            return outcome instanceof TrimOutcome.Trimmed ? ExitCode.DONE : ExitCode.NOT_EXAMINED;
        }
    }

    /** Runs it, and says on a terminal how far it is. */
    private static TrimOutcome shown(HeapTrim trim, TrimLimits limits, Shell shell) {
        if (!shell.onTerminal()) {
            return trim.run(limits);
        }
        long began = System.nanoTime();
        Thread telling = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Thread.sleep(TELL_EVERY);
                    Duration passed = Duration.ofNanos(System.nanoTime() - began);
                    shell.progress("trimming: " + Durations.of(passed) + " of at most " + Durations.of(limits.whole())
                            + ", stops of one thread: " + trim.attempts());
                }
            } catch (InterruptedException _) {
                // It is done.
            }
        });
        try {
            return trim.run(limits);
        } finally {
            telling.interrupt();
            shell.progress("");
        }
    }

    private static CannotExamine aFile(Path file) {
        return new CannotExamine("cannot trim a file", file.toString(), "name a process by its PID");
    }

    private static CannotExamine refused(Refusal refusal) {
        return new CannotExamine("cannot trim the process", refusal.why(), refusal.remedy());
    }

    private static void print(List<String> lines, Shell shell) {
        lines.forEach(shell.out()::println);
    }
}
