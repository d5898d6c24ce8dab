package lacuna.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import lacuna.linux.call.WindowSize;
import lacuna.linux.proc.ProcRoot;
import lacuna.report.text.Canvas;
import lacuna.report.text.Glyphs;
import lacuna.report.text.Ink;
import picocli.CommandLine.ParseResult;

/**
 * What a command runs in: its streams, its environment and the /proc that it reads. {@code window} asks how wide the
 * terminal is, only when a command needs to know: the native call is a part of the start-up that others are spared.
 */
record Shell(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        ProcRoot proc,
        Supplier<OptionalInt> window) {
    private static final int COLUMNS_OF_A_PIPE = 120;
    private static final int LEAST_COLUMNS = 20;

    static Shell ofThisProcess(PrintStream out) {
        return new Shell(out, System.err, System.getenv(), ProcRoot.host(), WindowSize::columnsOfStandardOutput);
    }

    /** Where text goes: as wide as the terminal, coloured only on one, in the signs that its locale can show. */
    Canvas canvas(ParseResult arguments) {
        OptionalInt width = window.get();
        boolean colour = width.isPresent()
                && Options.colourWanted(arguments)
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        Glyphs glyphs = out.charset().equals(StandardCharsets.UTF_8) ? Glyphs.UNICODE : Glyphs.ASCII;
        return new Canvas(columns(width), colour ? Ink.ANSI : Ink.PLAIN, glyphs);
    }

    boolean onTerminal() {
        return window.get().isPresent();
    }

    private int columns(OptionalInt width) {
        String wanted = environment.getOrDefault("COLUMNS", "");
        if (!wanted.isEmpty() && wanted.length() < 6 && wanted.chars().allMatch(Character::isDigit)) {
            return Math.max(LEAST_COLUMNS, Integer.parseInt(wanted));
        }
        return Math.max(LEAST_COLUMNS, width.orElse(COLUMNS_OF_A_PIPE));
    }

    /** What is being done, in one line that the next overwrites; "" takes it away. */
    void progress(String what) {
        err.print("\r\033[K" + what);
        err.flush();
    }

    /** A word to the user that is not a result. */
    void note(String line) {
        err.println("lacuna: " + line);
    }
}
