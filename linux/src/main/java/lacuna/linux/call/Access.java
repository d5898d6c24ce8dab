package lacuna.linux.call;

import java.util.Optional;
import java.util.function.Function;

/** What came of asking the kernel for something: the thing itself, or why it would not give it. */
public sealed interface Access<T> {
    record Granted<T>(T value) implements Access<T> {}

    record Refused<T>(Refusal refusal) implements Access<T> {}

    default Optional<T> toOptional() {
        return this instanceof Granted<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /** The value, or the exception that the caller makes of the refusal: only the caller knows what it was for. */
    default <X extends Throwable> T orThrow(Function<Refusal, X> exception) throws X {
        return switch (this) {
            case Granted<T>(T value) -> value;
            case Refused<T>(Refusal refusal) -> throw exception.apply(refusal);
        };
    }
}
