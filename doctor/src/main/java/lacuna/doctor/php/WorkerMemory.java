package lacuna.doctor.php;

import java.util.OptionalLong;

/**
 * What one process holds, in bytes. PSS and USS are absent where the kernel did not show them. {@code sharedPss} is its
 * share of shared memory, which for PHP is OPcache's segment.
 */
public record WorkerMemory(
        OptionalLong rss, OptionalLong pss, OptionalLong uss, OptionalLong swap, OptionalLong sharedPss) {
    static final WorkerMemory UNKNOWN = new WorkerMemory(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
}
