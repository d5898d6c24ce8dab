package lacuna.watch.sample;

import java.util.List;
import java.util.Optional;

/**
 * What may be shown of a command line. Arguments can hold passwords, so only the program, the script or jar that it runs,
 * and a title that the process gave itself ("php-fpm: pool www") are kept; "…" stands for the rest.
 */
final class CommandTitle {
    private static final String POOL = "php-fpm: pool ";
    private static final List<String> SCRIPTS =
            List.of(".py", ".php", ".jar", ".js", ".mjs", ".cjs", ".rb", ".pl", ".sh", ".phar", ".war");

    private CommandTitle() {}

    static String of(List<String> arguments, String name) {
        if (arguments.isEmpty() || arguments.getFirst().isBlank()) {
            return name;
        }
        String program = arguments.getFirst().strip();
        if (isTitle(program)) {
            return program;
        }
        // A program that overwrote its arguments may leave one text with spaces: only the first word is its name.
        int end = program.indexOf(' ');
        String shown = end < 0 ? program : program.substring(0, end);
        Optional<String> script =
                arguments.stream().skip(1).filter(CommandTitle::isScript).findFirst();
        boolean more = end >= 0 || arguments.size() > (script.isPresent() ? 2 : 1);
        return shown + script.map(path -> " " + path).orElse("") + (more ? " …" : "");
    }

    /** The pool of an FPM worker, which stands in its title. */
    static Optional<String> fpmPool(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().startsWith(POOL)) {
            return Optional.empty();
        }
        String pool = arguments.getFirst().substring(POOL.length()).strip();
        return pool.isEmpty() ? Optional.empty() : Optional.of(pool);
    }

    /** "nginx: worker process", "postgres: checkpointer": a word, a colon, a space. */
    private static boolean isTitle(String program) {
        int colon = program.indexOf(": ");
        return colon > 0 && program.indexOf(' ') == colon + 1 && program.indexOf('/') != 0;
    }

    private static boolean isScript(String argument) {
        return !argument.startsWith("-")
                && argument.indexOf('=') < 0
                && SCRIPTS.stream().anyMatch(argument::endsWith);
    }
}
