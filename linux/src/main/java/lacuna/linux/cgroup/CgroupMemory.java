package lacuna.linux.cgroup;

import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.host.Pressure;
import lacuna.linux.text.Counters;

/**
 * What one control group uses and may use of memory, in bytes. A limit is absent where there is none, as it is where the
 * kernel has no such limit.
 *
 * <p>Swap differs between the versions: 2 counts it by itself ({@code swap}, {@code swapLimit}), 1 together with memory
 * ({@code memoryAndSwap}, {@code memoryAndSwapLimit}).
 *
 * @param current version 2 memory.current, version 1 memory.usage_in_bytes: page cache included
 * @param peak the most it was; version 2 has it from 5.19 on
 * @param limit memory.max, memory.limit_in_bytes: beyond it the kernel reclaims, then kills
 * @param high version 2: beyond it the group is throttled; version 1's soft limit is another thing and not this
 * @param protectedMin memory.min: never reclaimed
 * @param protectedLow memory.low: reclaimed last
 * @param limitHits how often usage met the limit: the event "max" of version 2, memory.failcnt of version 1
 * @param oomKills the processes of the group that were killed for memory; version 1 counts them from 4.13 on
 * @param stat memory.stat, each figure under the kernel's name for it
 * @param events version 2's memory.events
 */
public record CgroupMemory(
        Version version,
        String path,
        OptionalLong current,
        OptionalLong peak,
        OptionalLong limit,
        OptionalLong high,
        OptionalLong protectedMin,
        OptionalLong protectedLow,
        OptionalLong swap,
        OptionalLong swapLimit,
        OptionalLong memoryAndSwap,
        OptionalLong memoryAndSwapLimit,
        OptionalLong limitHits,
        OptionalLong oomKills,
        Counters stat,
        Counters events,
        Optional<Pressure> pressure) {

    public enum Version {
        ONE,
        TWO
    }

    /** Memory that no file backs: "anon" in version 2, "rss" in version 1, each with the groups below it. */
    public OptionalLong anonymous() {
        return stat("anon", "total_rss");
    }

    /** Page cache, shared memory and tmpfs included. */
    public OptionalLong file() {
        return stat("file", "total_cache");
    }

    /** Part of {@link #file()} that only swap could hold. */
    public OptionalLong shared() {
        return stat("shmem", "total_shmem");
    }

    private OptionalLong stat(String inTwo, String inOne) {
        return switch (version) {
            case ONE -> stat.get(inOne);
            case TWO -> stat.get(inTwo);
        };
    }
}
