package lacuna.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lacuna} itself: says which commands there are. */
@Command(
        name = "lacuna",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tells what every resident byte of a swelling Linux service is: from outside, in one command, "
                + "without disturbing it.",
        footer = {
            "",
            "Examples:",
            "  lacuna top --once              who holds this host's memory",
            "  lacuna map $(pidof mariadbd)   what the memory of one process is",
            "",
            "Exit codes: 0 done, 1 findings at or over --fail-on, 2 usage, 3 could not examine the target."
        })
final class LacunaCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
