package lacuna.doctor.php;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.cgroup.CgroupMemory;
import lacuna.linux.cgroup.CgroupReader;
import lacuna.linux.host.Meminfo;
import lacuna.linux.proc.CgroupLine;
import lacuna.linux.proc.Reading;

/**
 * Memory that could still be taken: the host's, or what the tightest limit of a control group leaves, less a tenth that is
 * kept. {@code source} says whose it is.
 */
public record Headroom(long bytes, long available, long kept, String source) {
    private static final int MOST_GROUPS = 32;

    static Optional<Headroom> of(Optional<Meminfo> meminfo, CgroupReader groups, List<CgroupLine> lines) {
        Optional<Headroom> best = meminfo.flatMap(
                host -> host.available().isPresent() && host.total().isPresent()
                        ? Optional.of(lessATenth(
                                host.available().getAsLong(), host.total().getAsLong(), "MemAvailable of the host"))
                        : Optional.empty());
        Reading<CgroupMemory> reading = groups.memory(lines);
        for (int i = 0; i < MOST_GROUPS && reading instanceof Reading.Present<CgroupMemory>(CgroupMemory group); i++) {
            Optional<Headroom> limit = below(group);
            if (limit.isPresent()
                    && (best.isEmpty() || limit.get().bytes() < best.get().bytes())) {
                best = limit;
            }
            int slash = group.path().lastIndexOf('/');
            if (slash <= 0) {
                break;
            }
            reading = groups.memory(group.version(), group.path().substring(0, slash));
        }
        return best;
    }

    /** File pages that nobody used lately are given back first, so they do not count as taken. */
    private static Optional<Headroom> below(CgroupMemory group) {
        OptionalLong limit = group.limit();
        if (group.high().isPresent() && group.high().getAsLong() < limit.orElse(Long.MAX_VALUE)) {
            limit = group.high();
        }
        if (limit.isEmpty() || group.current().isEmpty()) {
            return Optional.empty();
        }
        long idle = group.stat()
                .get(group.version() == CgroupMemory.Version.TWO ? "inactive_file" : "total_inactive_file")
                .orElse(0);
        long taken = Math.max(0, group.current().getAsLong() - idle);
        return Optional.of(lessATenth(
                Math.max(0, limit.getAsLong() - taken),
                limit.getAsLong(),
                "limit of the control group " + group.path()));
    }

    private static Headroom lessATenth(long available, long whole, String source) {
        long kept = whole / 10;
        return new Headroom(Math.max(0, available - kept), available, kept, source);
    }
}
