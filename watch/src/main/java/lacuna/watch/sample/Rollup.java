package lacuna.watch.sample;

import java.time.Instant;
import java.util.OptionalLong;

/** What {@code smaps_rollup} said of a process, in bytes: exact at the moment {@code readAt}, and costly to ask again. */
public record Rollup(
        Instant readAt,
        OptionalLong rss,
        OptionalLong pss,
        OptionalLong uss,
        OptionalLong swap,
        OptionalLong swapPss,
        OptionalLong hugePages,
        OptionalLong lazyFree) {}
