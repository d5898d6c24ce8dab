package lacuna.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import lacuna.linux.CannotExamine;
import lacuna.report.top.Column;
import lacuna.report.top.Selection;
import lacuna.report.top.TopJson;
import lacuna.report.top.TopScreen;
import lacuna.report.top.TopText;
import lacuna.watch.sample.GroupBy;
import lacuna.watch.sample.HostView;
import lacuna.watch.sample.RollupPolicy;
import lacuna.watch.sample.Sampler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna top}: who holds the memory of this host. */
final class TopCommand implements Command {
    private static final Duration REFRESH = Duration.ofSeconds(2);
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final int ROWS = 20;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("top")
                .addOption(Options.flag("--once", "Print one look and end. --json implies it."))
                .addOption(
                        Options.duration("--watch", "With --once: look twice, this far apart, so that growth is known.")
                                .build())
                .addOption(Options.value(
                                "--sort", "COLUMN", "Sort by ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
                        .type(Column.class)
                        .defaultValue("pss")
                        .build())
                .addOption(Options.value(
                                "--group-by",
                                "RULE",
                                "Group by ${COMPLETION-CANDIDATES}; auto takes FPM pool, container, service or "
                                        + "executable. Default: ${DEFAULT-VALUE}.")
                        .type(GroupBy.class)
                        .defaultValue("auto")
                        .build())
                .addOption(Options.value("--name", "TEXT", "Only processes whose name or command has TEXT in it.")
                        .build())
                .addOption(Options.value("--user", "USER", "Only processes of this user (name or number).")
                        .build())
                .addOption(Options.value("--unit", "TEXT", "Only processes whose unit or cgroup has TEXT in it.")
                        .build())
                .addOption(Options.value("--limit", "N", "Rows to print. Default: ${DEFAULT-VALUE}.")
                        .type(Integer.class)
                        .converters(new CountArgument())
                        .defaultValue("20")
                        .build())
                .addOption(Options.flag("--all", "Print all rows."))
                .addOption(
                        Options.duration("--refresh", "Time between looks of the live view. Default: ${DEFAULT-VALUE}.")
                                .defaultValue("2s")
                                .build())
                .addOption(Options.duration(
                                "--budget",
                                "With --once: how long exact figures may take to read. Default: ${DEFAULT-VALUE}.")
                        .defaultValue("2s")
                        .build())
                .addOption(Options.size(
                                "--largest",
                                "Leave the exact figures of processes with more resident memory unread: reading "
                                        + "stalls them about 11 ms per GiB. Default: ${DEFAULT-VALUE}.")
                        .defaultValue("8GiB")
                        .build());
        spec.usageMessage()
                .header("Who holds this host's memory.")
                .description(
                        "Shows every process and group with its PSS, USS and RSS, and how it grows. Without --once "
                                + "a live view; press ? in it for the keys.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna top                                  live, refreshed every 2 s",
                        "  lacuna top --once --sort growth --watch 30s who grew in the next 30 s",
                        "  lacuna top --once --name php-fpm --all      every FPM process, once",
                        "  lacuna top --json | jq '.groups[0]'         for scripts",
                        "",
                        "Reading does no harm: stat and status are read for everybody; smaps_rollup, which is exact but",
                        "keeps its process from mapping memory meanwhile, by a budget and never of those over --largest.");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        boolean live = !arguments.hasMatchedOption("--once") && !Options.jsonWanted(arguments);
        try (Sampler sampler = new Sampler(shell.proc(), policy(arguments, live), Clock.systemUTC())) {
            if (live) {
                watch(sampler, arguments, shell);
            } else {
                printOnce(sampler, arguments, shell);
            }
        }
        return ExitCode.DONE;
    }

    private static RollupPolicy policy(ParseResult arguments, boolean live) {
        long largest = arguments.matchedOptionValue("--largest", RollupPolicy.DEFAULT_LARGEST);
        return live
                ? RollupPolicy.watching(arguments.matchedOptionValue("--refresh", REFRESH), largest)
                : RollupPolicy.once(arguments.matchedOptionValue("--budget", BUDGET), largest);
    }

    private static Selection selection(ParseResult arguments) {
        return new Selection(
                arguments.matchedOptionValue("--sort", Column.PSS),
                arguments.matchedOptionValue("--group-by", GroupBy.AUTO),
                Optional.ofNullable(arguments.matchedOptionValue("--name", null)),
                Optional.ofNullable(arguments.matchedOptionValue("--user", null)),
                Optional.ofNullable(arguments.matchedOptionValue("--unit", null)));
    }

    private static void watch(Sampler sampler, ParseResult arguments, Shell shell) {
        if (!shell.onTerminal()) {
            throw new CannotExamine(
                    "cannot show the live view", "standard output is not a terminal", "add --once or --json");
        }
        Duration refresh = arguments.matchedOptionValue("--refresh", REFRESH);
        try {
            new TopScreen(sampler::look, selection(arguments), refresh, shell.canvas(arguments)).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void printOnce(Sampler sampler, ParseResult arguments, Shell shell) {
        HostView view = sampler.look();
        if (arguments.hasMatchedOption("--watch")) {
            Duration apart = arguments.matchedOptionValue("--watch", Duration.ZERO);
            LockSupport.parkNanos(apart.toNanos());
            view = sampler.look();
        }
        if (Options.jsonWanted(arguments)) {
            TopJson.write(view, selection(arguments), shell.out());
            return;
        }
        int rows =
                arguments.hasMatchedOption("--all") ? Integer.MAX_VALUE : arguments.matchedOptionValue("--limit", ROWS);
        new TopText(shell.canvas(arguments), "--all shows them")
                .page(view, selection(arguments), rows)
                .forEach(shell.out()::println);
    }
}
