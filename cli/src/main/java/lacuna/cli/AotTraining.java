package lacuna.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import lacuna.linux.call.WindowSize;
import lacuna.linux.proc.ProcRoot;

/**
 * What the packaging runs to make the AOT cache: the commands whose start-up is felt, in one JVM, their output thrown away.
 * Every class of the cache is loaded at every start, so commands that work for half a second anyway stay out of it.
 */
public final class AotTraining {
    private AotTraining() {}

    public static void main(String[] arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Shell shell = new Shell(
                nowhere, nowhere, Map.of("COLUMNS", "120"), ProcRoot.host(), WindowSize::columnsOfStandardOutput);
        String self = Long.toString(ProcessHandle.current().pid());
        for (String[] command : new String[][] {
            {"--version"},
            {"--help"},
            {"top", "--help"},
            {"top", "--once", "--watch", "10ms"},
            {"top", "--json"},
            {"map", "--help"},
            {"map", self},
            {"map", self, "--all"},
            {"map", self, "--json"},
            {"no-such-command"}
        }) {
            Main.run(shell, command);
        }
    }
}
