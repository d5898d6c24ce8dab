package lacuna.watch.sample;

import java.util.OptionalLong;

/**
 * What {@code status} says of a process's memory, in bytes; the four parts were read together. Cheap, and on kernels that
 * batch their counters behind the truth by up to 64 pages a CPU. Absent on kernels that do not split it (before 4.5).
 */
public record Resident(OptionalLong rss, OptionalLong anon, OptionalLong file, OptionalLong shmem, OptionalLong swap) {
    static final Resident UNKNOWN = new Resident(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
}
