package lacuna.linux.call;

import java.lang.foreign.Arena;
import java.util.Optional;

/** Opens /proc/PID/pagemap and chooses how it is read: by what this kernel can do and what the caller has to know. */
final class ResidencySources {
    private ResidencySources() {}

    static Access<Residency> open(int pid, Pace pace) {
        int fd = ProcFile.open(pid, "pagemap");
        if (fd < 0) {
            return new Access.Refused<>(Refusal.ofDebugger(-fd, pid));
        }
        Arena arena = Arena.ofShared();
        Optional<ScanCall> scan = ScanCall.probe(fd, arena);
        return new Access.Granted<>(
                scan.isPresent()
                        ? new PagemapScan(fd, scan.get(), arena, pace)
                        : new PagemapWords(fd, scan, arena, pace));
    }

    static Access<Residency> openWords(int pid, Pace pace) {
        int fd = ProcFile.open(pid, "pagemap");
        if (fd < 0) {
            return new Access.Refused<>(Refusal.ofDebugger(-fd, pid));
        }
        Arena arena = Arena.ofShared();
        return new Access.Granted<>(new PagemapWords(fd, ScanCall.probe(fd, arena), arena, pace));
    }

    /** The words alone, on any kernel: what a kernel without PAGEMAP_SCAN gives. */
    static Access<Residency> openWordsUnguided(int pid, Pace pace) {
        int fd = ProcFile.open(pid, "pagemap");
        return fd < 0
                ? new Access.Refused<>(Refusal.ofDebugger(-fd, pid))
                : new Access.Granted<>(new PagemapWords(fd, Optional.empty(), Arena.ofShared(), pace));
    }
}
