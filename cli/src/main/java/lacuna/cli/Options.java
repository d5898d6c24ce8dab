package lacuna.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options that several commands have, and the forms that options take. */
final class Options {
    private static final String JSON = "--json";
    private static final String NO_COLOR = "--no-color";
    private static final String DEBUG = "--debug";

    private Options() {}

    /** A command that prints a result: with the options that all such commands have. */
    static CommandSpec reporting(String name) {
        return CommandSpec.create()
                .name(name)
                .addOption(help())
                .addOption(flag(JSON, "Print the result as one JSON document; its schema is in docs/schema."))
                .addOption(flag(NO_COLOR, "Never colour the text; NO_COLOR in the environment does the same."))
                .addOption(flag(DEBUG, "On failure, print the stack trace behind the error line."));
    }

    static boolean jsonWanted(ParseResult arguments) {
        return arguments.hasMatchedOption(JSON);
    }

    static boolean colourWanted(ParseResult arguments) {
        return !arguments.hasMatchedOption(NO_COLOR);
    }

    static boolean debugWanted(ParseResult arguments) {
        return arguments.hasMatchedOption(DEBUG);
    }

    /** The file that option {@code name} asks to be written. */
    static Optional<Path> file(String name, ParseResult arguments) {
        return arguments.hasMatchedOption(name)
                ? Optional.of(Path.of(arguments.<String>matchedOptionValue(name, "")))
                : Optional.empty();
    }

    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and end.")
                .build();
    }

    static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and end.")
                .build();
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .arity("0")
                .type(boolean.class)
                .description(description)
                .build();
    }

    static OptionSpec.Builder value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .arity("1")
                .type(String.class)
                .paramLabel(label)
                .description(description);
    }

    static OptionSpec.Builder duration(String name, String description) {
        return value(name, "DURATION", description).type(Duration.class).converters(new DurationArgument());
    }

    /** Of the commands that may stop a process for a moment. */
    static OptionSpec maxPause() {
        return duration(
                        "--max-pause",
                        "Where an arena does not hold still, read it again while the process stands still for at "
                                + "most this long; 0 forbids it. Default: ${DEFAULT-VALUE}.")
                .defaultValue("50ms")
                .build();
    }

    static OptionSpec.Builder size(String name, String description) {
        return value(name, "SIZE", description).type(Long.class).converters(new SizeArgument());
    }
}
