package lacuna.cli;

import java.io.PrintStream;
import lacuna.linux.CannotExamine;
import lacuna.report.text.Printable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where Lacuna starts: builds the commands, runs the one that was asked for, and tells a failure in one line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = run(Shell.ofThisProcess(), arguments);
        // The process ends at once: no thread of a reader or a terminal may keep a shell waiting.
        Runtime.getRuntime().halt(code);
    }

    static int run(Shell shell, String... arguments) {
        int code = commandLine(shell).execute(arguments);
        shell.out().flush();
        shell.err().flush();
        return code;
    }

    /** All commands, as the man pages and the shell completion see them. */
    static CommandLine commandLine(Shell shell) {
        CommandLine root = new CommandLine(new LacunaCommand());
        root.addSubcommand(new TopCommand(shell));
        root.addSubcommand(new MapCommand(shell));
        root.addSubcommand(new HelpCommand());
        root.addSubcommand(new GenerateCompletion());
        root.setOut(writer(shell.out()));
        root.setErr(writer(shell.err()));
        root.setParameterExceptionHandler((failure, given) -> usageError(shell, failure));
        root.setExecutionExceptionHandler((failure, command, parsed) -> failed(shell, failure, parsed));
        root.setUsageHelpAutoWidth(false);
        root.setUsageHelpWidth(100);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }

    private static java.io.PrintWriter writer(PrintStream stream) {
        return new java.io.PrintWriter(stream, true, stream.charset());
    }

    private static int usageError(Shell shell, ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String reason = failure instanceof UnmatchedArgumentException unmatched
                        && !command.getSubcommands().isEmpty()
                ? noSuchCommand(command, unmatched.getUnmatched().getFirst())
                : firstLine(failure.getMessage());
        String name = command.getCommandSpec().qualifiedName(" ");
        shell.note(Printable.of(reason) + "; see '" + name + " --help'");
        return ExitCode.USAGE;
    }

    private static String noSuchCommand(CommandLine command, String word) {
        if (word.startsWith("-")) {
            return "there is no option '" + word + "'";
        }
        return "there is no command '" + word + "'"
                + command.getSubcommands().keySet().stream()
                        .filter(known -> Spelling.near(known, word))
                        .findFirst()
                        .map(known -> " (did you mean " + known + "?)")
                        .orElse("");
    }

    private static int failed(Shell shell, Exception failure, ParseResult parsed) {
        if (failure instanceof ParameterException usage) {
            return usageError(shell, usage);
        }
        if (failure instanceof CannotExamine refusal) {
            shell.note(Printable.of(refusal.getMessage()));
        } else {
            shell.note("internal error: " + Printable.of(String.valueOf(failure))
                    + "; run again with --debug and report what it prints");
        }
        if (debugWanted(parsed)) {
            failure.printStackTrace(shell.err());
        }
        return ExitCode.NOT_EXAMINED;
    }

    private static boolean debugWanted(ParseResult parsed) {
        for (ParseResult level = parsed; ; level = level.subcommand()) {
            if (level.hasMatchedOption("--debug")) {
                return true;
            }
            if (!level.hasSubcommand()) {
                return false;
            }
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end).strip();
    }
}
