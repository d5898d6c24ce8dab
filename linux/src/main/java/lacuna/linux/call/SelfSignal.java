package lacuna.linux.call;

import java.util.OptionalInt;

/**
 * A signal that a thread sends itself.
 *
 * @param thread the thread, by the number that it has in its own namespace
 */
record SelfSignal(int thread, int signal) {
    /** One that changes nothing when nobody watches: ignored unless the program handles it, which few do. */
    static SelfSignal of(TaskStatus thread) {
        OptionalInt unhandled = Signals.IGNORED_BY_DEFAULT.stream()
                .mapToInt(Integer::intValue)
                .filter(signal -> (thread.caught() & Signals.bit(signal)) == 0)
                .findFirst();
        return new SelfSignal(thread.ownThread(), unhandled.orElse(Signals.IGNORED_BY_DEFAULT.getFirst()));
    }
}
