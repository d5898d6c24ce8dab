package lacuna.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * One command. Its options are given in code, not by annotations: reading those by reflection took half of the start-up.
 */
interface Command {
    /** Options, arguments and help, anew at each call. */
    CommandSpec spec();

    /** Does what {@code arguments} ask for and answers the exit code. */
    int run(ParseResult arguments, Shell shell);
}
