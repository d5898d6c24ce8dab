package lacuna.linux.call;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The bytes of a live process, by pread on /proc/PID/mem. Unlike process_vm_readv this copies no page that the process
 * shares with its parent, and it reads inaccessible (PROT_NONE) pages too.
 *
 * <p>It reads whatever it is told to: <b>ask {@link Residency} first and read only what is present.</b> Reading a hole
 * builds page tables in the target, reading a page of a file or of shared memory may fetch or allocate it, and a
 * swapped page is brought back. A file that stays open keeps speaking of the same process image; after an exec or the
 * end of the process it answers 0, even when the number has been given to another process. So does, under
 * its own number, a process whose main thread has ended before the others (newer kernels refuse to open it): open it
 * under the number of a thread that lives.
 */
public final class ProcessMemory implements AutoCloseable {
    // No file has this number, so that a late read is refused (-EBADF) instead of reading a stranger's file.
    private static final int CLOSED = -1;

    private int fd;

    private ProcessMemory(int fd) {
        this.fd = fd;
    }

    public static Access<ProcessMemory> open(int pid) {
        int fd = ProcFile.open(pid, "mem");
        return fd >= 0
                ? new Access.Granted<>(new ProcessMemory(fd))
                : new Access.Refused<>(Refusal.ofDebugger(-fd, pid));
    }

    /**
     * Reads {@code length} bytes at {@code address} into the start of {@code into}. Returns the
     * count, which is short where a mapping ends; 0 when the process image has ended; -EIO when nothing is mapped at
     * {@code address}; -EINVAL for the kernel's half of the addresses (such as the vsyscall page).
     */
    public long read(long address, MemorySegment into, long length) {
        Objects.checkFromIndexSize(0L, length, into.byteSize());
        return SystemCalls.pread(fd, into, length, address);
    }

    @Override
    public void close() {
        int closing = fd;
        fd = CLOSED;
        if (closing != CLOSED) {
            SystemCalls.close(closing);
        }
    }
}
