package lacuna.cli;

import lacuna.linux.CannotExamine;
import lacuna.linux.call.SystemCalls;
import lacuna.report.text.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where Lacuna starts: reads the arguments, runs the command that was asked for, and tells a failure in one line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && !arguments[0].startsWith("-")) {
            SystemCalls.prepare();
        }
        StandardOutput out = new StandardOutput();
        Shell shell = Shell.ofThisProcess(out.printing(System.out.charset()));
        int code = out.exitCode(run(shell, arguments), shell);
        // The process ends at once: no thread of a reader or a terminal may keep a shell waiting.
        Runtime.getRuntime().halt(code);
    }

    static int run(Shell shell, String... arguments) {
        int code = answer(shell, arguments);
        shell.out().flush();
        shell.err().flush();
        return code;
    }

    private static int answer(Shell shell, String... arguments) {
        ParseResult parsed;
        try {
            parsed = Commands.askedBy(arguments).parseArgs(arguments);
        } catch (ParameterException failure) {
            return usageError(shell, failure);
        }
        if (parsed.isVersionHelpRequested()) {
            shell.out().println(Version.LINE);
            return ExitCode.DONE;
        }
        ParseResult asked = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        if (asked.isUsageHelpRequested() || !parsed.hasSubcommand()) {
            shell.out().print(asked.commandSpec().commandLine().getUsageMessage(Ansi.OFF));
            return ExitCode.DONE;
        }
        try {
            return Commands.named(asked.commandSpec().name()).orElseThrow().run(asked, shell);
        } catch (ParameterException failure) {
            return usageError(shell, failure);
        } catch (RuntimeException failure) {
            return failed(shell, failure, asked);
        } catch (OutOfMemoryError | StackOverflowError exhausted) {
            return failed(shell, tooMuch(exhausted), asked);
        }
    }

    /** What no limit has kept away is told as every refusal is, and never as findings. */
    private static CannotExamine tooMuch(VirtualMachineError exhausted) {
        CannotExamine refusal = new CannotExamine(
                "more than this program's memory holds",
                "the target has or claims too much",
                "examine less of it, or check where the file comes from");
        refusal.initCause(exhausted);
        return refusal;
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

    private static int failed(Shell shell, RuntimeException failure, ParseResult arguments) {
        if (failure instanceof CannotExamine refusal) {
            shell.note(Printable.of(refusal.getMessage()));
        } else {
            shell.note("internal error: " + Printable.of(String.valueOf(failure))
                    + "; run again with --debug and report what it prints");
        }
        if (Options.debugWanted(arguments)) {
            failure.printStackTrace(shell.err());
        }
        return ExitCode.NOT_EXAMINED;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end).strip();
    }
}
