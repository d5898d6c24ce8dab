package lacuna.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code lacuna help}: the same as --help, for those who type it first. */
final class HelpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("help").addOption(Options.help());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("COMMAND")
                .index("0")
                .arity("0..1")
                .type(String.class)
                .description("The command to explain.")
                .build());
        spec.usageMessage().header("Explain a command.");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        CommandLine all = Commands.all();
        List<String> words = arguments.matchedPositionals().stream()
                .map(positional -> positional.<String>getValue())
                .toList();
        CommandLine asked = words.isEmpty() ? all : all.getSubcommands().get(words.getFirst());
        if (asked == null) {
            throw new ParameterException(all, "there is no command '" + words.getFirst() + "'");
        }
        shell.out().print(asked.getUsageMessage(CommandLine.Help.Ansi.OFF));
        return ExitCode.DONE;
    }
}
