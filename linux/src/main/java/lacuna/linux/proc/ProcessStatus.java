package lacuna.linux.proc;

import java.util.List;
import java.util.OptionalInt;

/**
 * /proc/PID/status. {@code namespacePids} are the process's numbers from the reader's PID namespace inwards; empty on
 * kernels before 4.1. {@code seccomp} is 0 off, 1 strict, 2 filter; absent where the kernel has none.
 */
public record ProcessStatus(
        String name,
        char state,
        int pid,
        int threadGroup,
        int parent,
        Credentials user,
        Credentials group,
        List<Integer> namespacePids,
        int threads,
        OptionalInt seccomp,
        StatusMemory memory) {

    public ProcessStatus {
        namespacePids = List.copyOf(namespacePids);
    }
}
