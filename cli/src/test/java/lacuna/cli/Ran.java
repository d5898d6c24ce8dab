package lacuna.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import lacuna.linux.proc.ProcRoot;

/** One run of a command in this JVM: its exit code and what it printed. */
record Ran(int code, String out, String err) {

    /** Through a pipe, in a UTF-8 locale. */
    static Ran lacuna(String... arguments) {
        return lacuna(Map.of(), OptionalInt.empty(), StandardCharsets.UTF_8, ProcRoot.host(), arguments);
    }

    static Ran on(ProcRoot proc, String... arguments) {
        return lacuna(Map.of(), OptionalInt.empty(), StandardCharsets.UTF_8, proc, arguments);
    }

    static Ran lacuna(
            Map<String, String> environment, OptionalInt window, Charset charset, ProcRoot proc, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                new PrintStream(out, false, charset),
                new PrintStream(err, false, charset),
                environment,
                proc,
                () -> window);
        int code = Main.run(shell, arguments);
        return new Ran(code, out.toString(charset), err.toString(charset));
    }
}
