package lacuna.linux.call;

import java.lang.foreign.Arena;

/** Opens a kernel file by name, for readers that keep it open for many reads. */
public final class ProcFile {
    private static final int AT_FDCWD = -100;

    private ProcFile() {}

    /** Opens /proc/PID/{@code name} read-only: fd or -errno. */
    public static int open(int pid, String name) {
        return open("/proc/" + pid + "/" + name, SystemCalls.O_RDONLY);
    }

    /** Opens {@code path} with {@code flags}: fd or -errno. */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return SystemCalls.openat(AT_FDCWD, arena.allocateFrom(path), flags);
        }
    }
}
