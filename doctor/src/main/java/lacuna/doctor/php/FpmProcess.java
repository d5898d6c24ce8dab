package lacuna.doctor.php;

import java.util.List;
import java.util.Optional;
import lacuna.linux.proc.ProcessKey;

/** A process that is php-fpm: by its program, or by its name where the program is not shown. */
record FpmProcess(ProcessKey key, int parent, char state, List<String> arguments, Optional<String> program) {
    private static final String MASTER = "php-fpm: master process";
    private static final String POOL = "php-fpm: pool ";

    int pid() {
        return key.pid();
    }

    /** The pool that stands in a worker's title. */
    Optional<String> pool() {
        return title().filter(title -> title.startsWith(POOL))
                .map(title -> title.substring(POOL.length()).strip())
                .filter(name -> !name.isEmpty());
    }

    /** The configuration that a master names: in its title, or as an argument where it has not made itself one. */
    Optional<String> configFile() {
        Optional<String> titled = title().filter(title -> title.startsWith(MASTER));
        if (titled.isPresent()) {
            String text = titled.get();
            int open = text.indexOf('(');
            int close = text.lastIndexOf(')');
            return open > 0 && close > open + 1 ? Optional.of(text.substring(open + 1, close)) : Optional.empty();
        }
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if ((argument.equals("-y") || argument.equals("--fpm-config")) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            if (argument.startsWith("--fpm-config=")) {
                return Optional.of(argument.substring("--fpm-config=".length()));
            }
            if (argument.startsWith("-y") && argument.length() > 2) {
                return Optional.of(argument.substring(2));
            }
        }
        return Optional.empty();
    }

    boolean hasTitle() {
        return title().filter(title -> title.startsWith("php-fpm: ")).isPresent();
    }

    private Optional<String> title() {
        return arguments.isEmpty() ? Optional.empty() : Optional.of(arguments.getFirst());
    }
}
