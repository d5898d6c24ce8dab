package lacuna.cli;

import java.time.Duration;
import java.util.List;
import lacuna.doctor.php.PhpExamination;
import lacuna.doctor.php.PhpHost;
import lacuna.doctor.php.PhpOptions;
import lacuna.report.php.PhpJson;
import lacuna.report.php.PhpText;
import lacuna.watch.sample.RollupPolicy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna php}: all FPM pools of the host, what their workers hold, and what to set. */
final class PhpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("php")
                .addOption(Options.flag("--workers", "List every worker."))
                .addOption(Options.flag("--settings", "List the settings, and where each comes from."))
                .addOption(Options.duration(
                                "--patience",
                                "How long a pool's status page is waited for: it needs a free worker. Default: ${DEFAULT-VALUE}.")
                        .defaultValue("300ms")
                        .build())
                .addOption(Options.duration(
                                "--budget",
                                "How long exact figures may be read; workers after that are known by RSS alone. Default: ${DEFAULT-VALUE}.")
                        .defaultValue("2s")
                        .build())
                .addOption(
                        Options.flag("--no-run", "Do not run php-fpm -tt; the values are those that the files say."));
        spec.usageMessage()
                .header("All PHP-FPM pools of this host: what their workers hold, how they grow, what to set.")
                .description("Finds every php-fpm, reads its configuration, asks its status pages, and reads what each "
                        + "worker holds. Shows how many workers memory has room for, how much a worker grows with each "
                        + "request, and settings that do not do what people believe.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna php               one screen",
                        "  lacuna php --workers     every worker, the heaviest first",
                        "  lacuna php --settings    which line of which file says what",
                        "  lacuna php --json        schema lacuna.php/1");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        Duration patience = arguments.matchedOptionValue("--patience", Duration.ofMillis(300));
        Duration budget = arguments.matchedOptionValue("--budget", Duration.ofSeconds(2));
        PhpHost host = PhpExamination.of(
                shell.proc(),
                new PhpOptions(
                        patience,
                        arguments.hasMatchedOption("--no-run")
                                ? PhpOptions.Testing.NEVER
                                : PhpOptions.Testing.WHERE_SAFE,
                        RollupPolicy.once(budget, RollupPolicy.DEFAULT_LARGEST)));
        if (Options.jsonWanted(arguments)) {
            PhpJson.write(host, shell.out());
            return ExitCode.DONE;
        }
        PhpText text = new PhpText(host, shell.canvas(arguments));
        print(text.summary(), shell);
        if (arguments.hasMatchedOption("--workers")) {
            printMore(text.workers(), shell);
        }
        if (arguments.hasMatchedOption("--settings")) {
            printMore(text.settings(), shell);
        }
        return ExitCode.DONE;
    }

    private static void printMore(List<String> lines, Shell shell) {
        shell.out().println();
        print(lines, shell);
    }

    private static void print(List<String> lines, Shell shell) {
        lines.forEach(shell.out()::println);
    }
}
