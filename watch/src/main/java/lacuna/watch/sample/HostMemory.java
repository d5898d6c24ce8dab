package lacuna.watch.sample;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import lacuna.linux.host.Pressure;

/**
 * The host's own account, in bytes. {@code fragmentation} is the share of the free memory that lies in blocks too small
 * for a huge page; {@code pressure} is how long tasks waited for memory.
 */
public record HostMemory(
        String name,
        String kernel,
        int cpus,
        OptionalLong total,
        OptionalLong free,
        OptionalLong available,
        OptionalLong anon,
        OptionalLong pageCache,
        OptionalLong shmem,
        OptionalLong slab,
        OptionalLong slabUnreclaimable,
        OptionalLong pageTables,
        OptionalLong kernelStack,
        OptionalLong swapTotal,
        OptionalLong swapFree,
        OptionalDouble fragmentation,
        Optional<Pressure> pressure) {}
