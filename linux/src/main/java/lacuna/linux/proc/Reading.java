package lacuna.linux.proc;

import java.util.Optional;
import java.util.function.Function;

/** What came of reading one kernel file. A process that left and a permission that is missing are normal, not errors. */
public sealed interface Reading<T> {
    record Present<T>(T value) implements Reading<T> {}

    /** The process left, before or while it was read. */
    record Gone<T>() implements Reading<T> {}

    /** The kernel refused: {@code file} is what it would not show. */
    record Denied<T>(String file) implements Reading<T> {}

    /** This kernel (or this configuration of it) has no such file. */
    record Absent<T>(String file) implements Reading<T> {}

    /** The text is not what the kernel prints: {@code file}, the line counted from 1, and what was wrong there. */
    record Malformed<T>(String file, int line, String why) implements Reading<T> {}

    default Optional<T> toOptional() {
        return this instanceof Present<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /** The same outcome with what was read turned into something else. */
    default <U> Reading<U> map(Function<? super T, ? extends U> turn) {
        return switch (this) {
            case Present<T>(T value) -> new Present<>(turn.apply(value));
            case Gone<T>() -> new Gone<>();
            case Denied<T>(String file) -> new Denied<>(file);
            case Absent<T>(String file) -> new Absent<>(file);
            case Malformed<T>(String file, int line, String why) -> new Malformed<>(file, line, why);
        };
    }
}
