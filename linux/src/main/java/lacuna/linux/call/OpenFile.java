package lacuna.linux.call;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** A regular file, open to be read at offsets: straight into whatever memory is given, arrays too. */
public final class OpenFile implements AutoCloseable {
    // No file has this number, so that a late read is refused (-EBADF) instead of reading a stranger's file.
    private static final int CLOSED = -1;

    private int fd;
    private final long size;

    private OpenFile(int fd, long size) {
        this.fd = fd;
        this.size = size;
    }

    public static Access<OpenFile> open(Path path) {
        int fd = ProcFile.open(path.toString(), SystemCalls.O_RDONLY);
        if (fd < 0) {
            return new Access.Refused<>(Refusal.ofReading(-fd));
        }
        try {
            return new Access.Granted<>(new OpenFile(fd, Files.size(Path.of("/proc/self/fd/" + fd))));
        } catch (IOException e) {
            SystemCalls.close(fd);
            return new Access.Refused<>(Refusal.ofReading(Errno.EIO));
        }
    }

    /** When it was opened. */
    public long size() {
        return size;
    }

    /** Reads up to {@code length} bytes at {@code offset}: how many, fewer where the file ends, or -errno. */
    public long read(long offset, MemorySegment into, long length) {
        long done = 0;
        while (done < length) {
            long count = SystemCalls.pread(fd, into.asSlice(done), length - done, offset + done);
            if (count == -Errno.EINTR) {
                continue;
            }
            if (count <= 0) {
                return count < 0 ? count : done;
            }
            done += count;
        }
        return done;
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
