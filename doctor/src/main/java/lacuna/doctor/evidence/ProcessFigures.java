package lacuna.doctor.evidence;

import java.util.OptionalLong;

/**
 * What the kernel counts of a process, in bytes but for {@code threads}. Absent is what could not be had, or what a core
 * does not tell.
 */
public record ProcessFigures(
        OptionalLong rss,
        OptionalLong anon,
        OptionalLong file,
        OptionalLong shmem,
        OptionalLong pss,
        OptionalLong uss,
        OptionalLong swap,
        OptionalLong hugePages,
        OptionalLong lazyFree,
        OptionalLong pageTables,
        int threads) {
    public static final ProcessFigures NONE = new ProcessFigures(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0);
}
