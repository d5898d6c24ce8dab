package lacuna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual pages from the commands themselves, so that the two cannot differ. Run by the packaging: {@code
 * ManPages FOLDER}.
 */
public final class ManPages {
    private ManPages() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        CommandLine root = Commands.all();
        write(root, folder);
        for (CommandLine command : root.getSubcommands().values()) {
            write(command, folder);
        }
    }

    private static void write(CommandLine command, Path folder) throws IOException {
        String name = command.getCommandSpec().qualifiedName("-");
        Files.writeString(folder.resolve(name + ".1"), page(command));
    }

    static String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName("-");
        Help help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
        StringBuilder page = new StringBuilder();
        page.append(".TH ")
                .append(name.toUpperCase(java.util.Locale.ROOT))
                .append(" 1 \"\" \"")
                .append(escaped(Version.LINE))
                .append("\" \"Lacuna\"\n");
        String description = join(command, spec.usageMessage().description());
        String header = join(command, spec.usageMessage().header());
        page.append(".SH NAME\n")
                .append(escaped(name))
                .append(" \\- ")
                .append(escaped(summary(header.isEmpty() ? description : header)));
        page.append("\n.SH SYNOPSIS\n.nf\n")
                .append(escaped(new Help(spec, Help.defaultColorScheme(Ansi.OFF))
                        .synopsis(0)
                        .strip()));
        page.append("\n.fi\n.SH DESCRIPTION\n").append(escaped(description)).append('\n');
        if (!spec.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            spec.subcommands()
                    .forEach((word, sub) -> entry(
                            page,
                            word,
                            join(sub, sub.getCommandSpec().usageMessage().header())));
        }
        if (!spec.positionalParameters().isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            for (PositionalParamSpec argument : spec.positionalParameters()) {
                entry(page, argument.paramLabel(), description(help, argument));
            }
        }
        page.append(".SH OPTIONS\n");
        for (OptionSpec option : spec.options()) {
            String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
            entry(page, String.join(", ", option.names()) + label, description(help, option));
        }
        page.append(".SH NOTES\n.nf\n");
        for (String line : spec.usageMessage().footer()) {
            page.append(escaped(line)).append('\n');
        }
        return page.append(".fi\n").toString();
    }

    private static void entry(StringBuilder page, String term, String text) {
        page.append(".TP\n\\fB")
                .append(escaped(term))
                .append("\\fR\n")
                .append(escaped(text))
                .append('\n');
    }

    /** The description with its variables (default value, candidates) filled in, as --help shows it. */
    private static String description(Help help, ArgSpec argument) {
        Ansi.Text[][] rows = argument instanceof OptionSpec option
                ? help.createDefaultOptionRenderer().render(option, help.parameterLabelRenderer(), help.colorScheme())
                : help.createDefaultParameterRenderer()
                        .render((PositionalParamSpec) argument, help.parameterLabelRenderer(), help.colorScheme());
        return Arrays.stream(rows)
                .map(row -> row[row.length - 1].plainString().strip())
                .collect(Collectors.joining(" "));
    }

    private static String join(CommandLine command, String[] lines) {
        return Arrays.stream(lines)
                .map(line -> command.getColorScheme().text(line).plainString())
                .collect(Collectors.joining(" "));
    }

    /** A manual page's name line is no sentence: it begins small and has no full stop. */
    private static String summary(String text) {
        int stop = text.indexOf(": ");
        String first = stop < 0 ? text : text.substring(0, stop);
        String bare = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
        return bare.isEmpty() ? bare : Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
    }

    /** Backslashes and hyphens are commands to roff, and so is a point or a quote at the begin of a line. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
        return plain.lines()
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
