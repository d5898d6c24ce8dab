package lacuna.cli;

import picocli.CommandLine.Option;

/** The options that every command that prints a result has. */
final class OutputOptions {
    @Option(names = "--json", description = "Print the result as one JSON document; its schema is in docs/schema.")
    private boolean json;

    @Option(names = "--no-color", description = "Never colour the text; NO_COLOR in the environment does the same.")
    private boolean noColor;

    @Option(names = "--debug", description = "On failure, print the stack trace behind the error line.")
    private boolean debug;

    boolean jsonWanted() {
        return json;
    }

    boolean colourWanted() {
        return !noColor;
    }

    boolean debugWanted() {
        return debug;
    }
}
