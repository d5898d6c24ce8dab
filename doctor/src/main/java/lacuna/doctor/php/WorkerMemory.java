package lacuna.doctor.php;

import java.util.OptionalLong;

/** What one process holds, in bytes. PSS and USS are absent where the kernel did not show them. */
public record WorkerMemory(OptionalLong rss, OptionalLong pss, OptionalLong uss, OptionalLong swap) {
    static final WorkerMemory UNKNOWN =
            new WorkerMemory(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
