package lacuna.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lacuna top}: who holds the memory of this host. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        header = "Who holds this host's memory.",
        description =
                "Shows every process and group with its PSS, USS and RSS, and how it grows. Without --once a live "
                        + "view; press ? in it for the keys.",
        footer = {
            "",
            "Examples:",
            "  lacuna top                                  live, refreshed every 2 s",
            "  lacuna top --once --sort growth --watch 30s who grew in the next 30 s",
            "  lacuna top --once --name php-fpm --all      every FPM process, once",
            "  lacuna top --json | jq '.groups[0]'         for scripts",
            "",
            "Reading does no harm: stat and status are read for everybody; smaps_rollup, which is exact but",
            "keeps its process from mapping memory meanwhile, by a budget and never of those over --largest."
        })
final class TopCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private OutputOptions output;

    @Option(names = "--once", description = "Print one look and end. --json implies it.")
    private boolean once;

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            converter = DurationArgument.class,
            description = "With --once: look twice, this far apart, so that growth is known.")
    private Optional<Duration> watch = Optional.empty();

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            defaultValue = "pss",
            description = "Sort by ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Column sort;

    @Option(
            names = "--group-by",
            paramLabel = "RULE",
            defaultValue = "auto",
            description = "Group by ${COMPLETION-CANDIDATES}; auto takes FPM pool, container, service or executable. "
                    + "Default: ${DEFAULT-VALUE}.")
    private GroupBy groupBy;

    @Option(names = "--name", paramLabel = "TEXT", description = "Only processes whose name or command has TEXT in it.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--user", paramLabel = "USER", description = "Only processes of this user (name or number).")
    private Optional<String> user = Optional.empty();

    @Option(names = "--unit", paramLabel = "TEXT", description = "Only processes whose unit or cgroup has TEXT in it.")
    private Optional<String> unit = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "Rows to print. Default: 20.")
    private int limit;

    @Option(names = "--all", description = "Print all rows.")
    private boolean all;

    @Option(
            names = "--refresh",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationArgument.class,
            description = "Time between looks of the live view. Default: ${DEFAULT-VALUE}.")
    private Duration refresh;

    @Option(
            names = "--budget",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationArgument.class,
            description = "With --once: how long exact figures may take to read. Default: ${DEFAULT-VALUE}.")
    private Duration budget;

    @Option(
            names = "--largest",
            paramLabel = "SIZE",
            defaultValue = "8GiB",
            converter = SizeArgument.class,
            description = "Leave the exact figures of processes with more resident memory unread: reading stalls them "
                    + "about 11 ms per GiB. Default: ${DEFAULT-VALUE}.")
    private long largest;

    TopCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Selection selection = new Selection(sort, groupBy, name, user, unit);
        boolean live = !once && !output.jsonWanted();
        RollupPolicy policy = live ? RollupPolicy.watching(refresh, largest) : RollupPolicy.once(budget, largest);
        try (Sampler sampler = new Sampler(shell.proc(), policy, Clock.systemUTC())) {
            if (live) {
                watchLive(sampler, selection);
            } else {
                printOnce(sampler, selection);
            }
        }
        return ExitCode.DONE;
    }

    private void watchLive(Sampler sampler, Selection selection) throws IOException {
        if (!shell.onTerminal()) {
            throw new CannotExamine(
                    "cannot show the live view", "standard output is not a terminal", "add --once or --json");
        }
        new TopScreen(sampler::look, selection, refresh, shell.canvas(output)).run();
    }

    private void printOnce(Sampler sampler, Selection selection) {
        HostView view = sampler.look();
        if (watch.isPresent()) {
            LockSupport.parkNanos(watch.get().toNanos());
            view = sampler.look();
        }
        if (output.jsonWanted()) {
            TopJson.write(view, selection, shell.out());
        } else {
            new TopText(shell.canvas(output))
                    .page(view, selection, all ? Integer.MAX_VALUE : limit)
                    .forEach(shell.out()::println);
        }
    }
}
