package lacuna.heap.map;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a map is of and how it came about. {@code moment} is when the process was looked at, or when the core's file was
 * written; {@code missing} names what could not be had, in words for the user.
 */
public record MapHeader(
        OptionalInt pid, String process, String target, Optional<Instant> moment, Method method, List<String> missing) {

    /** Whether it was taken at another time, of a process that may be gone, or runs elsewhere. */
    public boolean isOfSnapshot() {
        return target.startsWith("snapshot ");
    }

    /** Where the figures come from. */
    public enum Method {
        SMAPS("from smaps, exact as of then"),
        PAGE_TABLES(
                "from its page tables, read in small windows: so large a process would be held up by smaps; no PSS"),
        CORE("are sizes: a core does not tell what was resident");

        private final String words;

        Method(String words) {
            this.words = words;
        }

        /** The method as a fixed word, such as "page-tables". */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What follows on "figures". */
        public String words() {
            return words;
        }
    }
}
