package lacuna.heap.map;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a map is of and how it came about. {@code moment} is when the process was looked at, or when the core's file was
 * written; {@code missing} names what could not be had, in words for the user.
 */
public record MapHeader(
        OptionalInt pid, String process, String target, Optional<Instant> moment, Method method, List<String> missing) {

    /** Where the figures come from. */
    public enum Method {
        SMAPS("all figures, from smaps"),
        PAGE_TABLES(
                "resident and swapped bytes, from page tables in small windows: it is too big to be held up by smaps"),
        CORE("no figures: a core does not tell what was resident");

        private final String words;

        Method(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
