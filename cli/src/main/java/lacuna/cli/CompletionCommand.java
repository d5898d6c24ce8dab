package lacuna.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna completion}: what makes the tab key know commands and options. */
final class CompletionCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("completion").addOption(Options.help());
        spec.usageMessage()
                .header("Print the completion script for bash and zsh.")
                .footer("", "Examples:", "  source <(lacuna completion)");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        shell.out().print(AutoComplete.bash("lacuna", Commands.all()));
        return ExitCode.DONE;
    }
}
