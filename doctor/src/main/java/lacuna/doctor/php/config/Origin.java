package lacuna.doctor.php.config;

/** Where the value of a setting comes from. */
public sealed interface Origin {
    /** A line of a file, counted from 1; {@code file} is its name as the service sees it. */
    record Line(String file, int line) implements Origin {}

    /** No file sets it; {@code php-fpm -tt} told what holds then. */
    record Tested() implements Origin {}

    /** No file that was read sets it: the default that PHP is built with. */
    record BuiltIn() implements Origin {}

    /** For people: "/etc/php/8.2/fpm/pool.d/www.conf:12", "default". */
    default String words() {
        return switch (this) {
            case Line(String file, int line) -> file + ":" + line;
            case Tested() -> "default (php-fpm -tt)";
            case BuiltIn() -> "default";
        };
    }
}
