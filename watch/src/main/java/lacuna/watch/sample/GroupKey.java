package lacuna.watch.sample;

import java.util.Locale;

/** What makes processes one group: {@code kind} says by what rule, {@code name} which group it is. */
public record GroupKey(Kind kind, String name) {
    /** The kinds of groups, in the words of the JSON. */
    public enum Kind {
        POOL,
        UNIT,
        CONTAINER,
        CGROUP,
        USER,
        EXECUTABLE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
