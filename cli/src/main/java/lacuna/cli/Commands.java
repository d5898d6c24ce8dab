package lacuna.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands by the word that asks for them, in the order of the help. */
final class Commands {
    private static final Map<String, Supplier<Command>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("top", TopCommand::new);
        ALL.put("map", MapCommand::new);
        ALL.put("heap", HeapCommand::new);
        ALL.put("snapshot", SnapshotCommand::new);
        ALL.put("trim", TrimCommand::new);
        ALL.put("php", PhpCommand::new);
        ALL.put("help", HelpCommand::new);
        ALL.put("completion", CompletionCommand::new);
    }

    private Commands() {}

    static Optional<Command> named(String word) {
        return Optional.ofNullable(ALL.get(word)).map(Supplier::get);
    }

    /** {@code lacuna} with every command. */
    static CommandLine all() {
        CommandSpec root = root();
        ALL.forEach((word, command) -> root.addSubcommand(word, command.get().spec()));
        return ready(root);
    }

    /** {@code lacuna} with the one command that {@code arguments} begin with; with every command where they do not. */
    static CommandLine askedBy(String... arguments) {
        if (arguments.length == 0 || !ALL.containsKey(arguments[0])) {
            return all();
        }
        CommandSpec root = root();
        root.addSubcommand(arguments[0], ALL.get(arguments[0]).get().spec());
        return ready(root);
    }

    private static CommandLine ready(CommandSpec root) {
        return new CommandLine(root)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A target may be named @x: nothing in a file becomes words of the command line, or of an error.
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100);
    }

    private static CommandSpec root() {
        CommandSpec root =
                CommandSpec.create().name("lacuna").addOption(Options.help()).addOption(Options.version());
        root.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .description("Tells what every resident byte of a swelling Linux service is: from outside, in one "
                        + "command, without disturbing it.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna doctor                  what is wrong, why, and what to change",
                        "  lacuna top --once              who holds this host's memory",
                        "  lacuna map $(pidof mariadbd)   what the memory of one process is",
                        "  lacuna heap $(pidof mariadbd)  where the bytes of malloc are, and where the holes",
                        "  lacuna php                     all PHP-FPM pools, and what to set",
                        "",
                        "Exit codes: 0 done, 1 findings at or over --fail-on, 2 usage, 3 could not examine the target.");
        return root;
    }
}
