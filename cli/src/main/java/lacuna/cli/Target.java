package lacuna.cli;

import java.nio.file.Path;
import lacuna.heap.snapshot.Snapshot;
import lacuna.linux.CannotExamine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What a command is to examine: digits are a process, everything else is a file. */
sealed interface Target {
    record Running(int pid) implements Target {}

    record Core(Path file) implements Target {}

    /** A file that {@code lacuna snapshot} wrote, by its first bytes. */
    record Taken(Path file) implements Target {}

    static PositionalParamSpec argument() {
        return PositionalParamSpec.builder()
                .paramLabel("TARGET")
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .description("A process by its PID, or an ELF core or a Lacuna snapshot by its file.")
                .build();
    }

    static Target of(ParseResult arguments) {
        return of(arguments.<String>matchedPositionalValue(0, ""));
    }

    static Target of(String words) {
        if (!words.isEmpty() && words.chars().allMatch(Character::isDigit)) {
            return new Running(pid(words));
        }
        Path file = Path.of(words);
        return Snapshot.isOne(file) ? new Taken(file) : new Core(file);
    }

    private static int pid(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException tooLarge) {
            throw new CannotExamine("no such process", digits, "name a process that runs");
        }
    }
}
