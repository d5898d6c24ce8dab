package lacuna.watch.sample;

import java.time.Instant;
import java.util.List;

/** Everything that one look saw. */
public record HostView(Instant at, HostMemory host, List<ProcessView> processes, Coverage coverage) {}
