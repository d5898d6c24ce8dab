package lacuna.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Errno;
import lacuna.linux.call.SystemCalls;
import lacuna.linux.text.Ascii;

/**
 * Reads kernel text files below one held folder. A reading is open, pread until the kernel says 0, close: no allocation
 * but what the parser makes. For one thread; the buffers are reused.
 *
 * <p>What is pread into native memory is copied to a byte array before it is parsed: array access is fast from the
 * first call on, before any compilation, and a monitor's life is many short first calls.
 */
public final class TextFolder implements AutoCloseable {
    /** Makes a value of a file's text; whatever it makes of text that {@link Ascii#failed()} is dropped. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse(Ascii text);
    }

    /** One pread; the largest common files (status, stat, smaps_rollup) come in one. */
    static final int CHUNK = 64 << 10;
    /** No file that is read whole comes near this; maps and smaps, which can, are streamed. */
    static final int MOST_BYTES = 16 << 20;

    private static final int AT_FDCWD = -100;

    private final Path folder;
    private final int folderFd;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment chunk = arena.allocate(CHUNK);
    private final PathBuffer path = new PathBuffer(arena.allocate(PathBuffer.CAPACITY));
    private final Ascii cursor = new Ascii();
    private byte[] text = new byte[CHUNK];

    public TextFolder(Path folder) {
        this.folder = folder;
        path.clear().text(folder.toString());
        folderFd = SystemCalls.openat(AT_FDCWD, path.segment(), SystemCalls.O_RDONLY | SystemCalls.O_DIRECTORY);
        if (folderFd < 0) {
            arena.close();
            throw new CannotExamine(
                    "cannot open %s".formatted(folder),
                    Errno.words(-folderFd),
                    "name a folder that holds the kernel's files, such as /proc");
        }
    }

    public Path folder() {
        return folder;
    }

    /** Reads the file at {@code relative} whole and parses it. */
    public <T> Reading<T> read(String relative, Parser<T> parser) {
        if (!PathBuffer.holds(relative)) {
            return new Reading.Malformed<>(relative, 0, "path too long");
        }
        path.clear().text(relative);
        int length = load(MOST_BYTES);
        return length < 0 ? refusal(-length) : parse(length, parser);
    }

    /** The path to fill before {@link #load} or {@link #openFile}. */
    PathBuffer path() {
        return path;
    }

    /** Opens the file at {@link #path()}: fd or -errno. */
    int openFile() {
        return SystemCalls.openat(folderFd, path.segment(), SystemCalls.O_RDONLY);
    }

    boolean isFolder() {
        int fd = SystemCalls.openat(folderFd, path.segment(), SystemCalls.O_RDONLY | SystemCalls.O_DIRECTORY);
        if (fd >= 0) {
            SystemCalls.close(fd);
        }
        return fd >= 0;
    }

    /** Reads the file at {@link #path()}, but no more than {@code most} bytes of it: how many, or -errno. */
    int load(int most) {
        int fd = openFile();
        if (fd < 0) {
            return fd;
        }
        int length = 0;
        long got = 1;
        while (got > 0 && length < most) {
            got = readChunk(fd, Math.min(CHUNK, most - length), length);
            if (got > 0) {
                if (length + got > text.length) {
                    text = Arrays.copyOf(text, (int) Math.max(length + got, Math.min(text.length * 2L, MOST_BYTES)));
                }
                MemorySegment.copy(chunk, JAVA_BYTE, 0, text, length, (int) got);
                length += (int) got;
            }
        }
        SystemCalls.close(fd);
        return got < 0 ? (int) got : length;
    }

    /** Parses the {@code length} bytes that {@link #load} brought. */
    <T> Reading<T> parse(int length, Parser<T> parser) {
        if (length >= MOST_BYTES) {
            return new Reading.Malformed<>(file(), 0, "longer than " + (MOST_BYTES >> 20) + " MiB");
        }
        T value = parser.parse(cursor.over(text, 0, length, 1));
        return cursor.failed() ? malformed(cursor) : new Reading.Present<>(value);
    }

    <T> Reading<T> malformed(Ascii failed) {
        return new Reading.Malformed<>(file(), failed.failureLine(), failed.failure());
    }

    /** Reads up to {@code most} bytes of {@code fd} at {@code offset} into {@code target} at {@code at}: count or -errno. */
    int readInto(int fd, byte[] target, int at, int most, long offset) {
        long got = readChunk(fd, Math.min(CHUNK, most), offset);
        if (got > 0) {
            MemorySegment.copy(chunk, JAVA_BYTE, 0, target, at, (int) got);
        }
        return (int) got;
    }

    /** What the refusal {@code errno} of the file at {@link #path()} means when no process is involved. */
    <T> Reading<T> refusal(int errno) {
        return switch (errno) {
            case Errno.EACCES, Errno.EPERM -> new Reading.Denied<>(file());
            case Errno.ENOENT, Errno.ENOTDIR, Errno.EOPNOTSUPP -> new Reading.Absent<>(file());
            case Errno.ESRCH -> new Reading.Gone<>();
            default -> new Reading.Malformed<>(file(), 0, "cannot be read: " + Errno.words(errno));
        };
    }

    /** The whole name of the file at {@link #path()}, for a message. */
    String file() {
        return folder + "/" + path;
    }

    @Override
    public void close() {
        SystemCalls.close(folderFd);
        arena.close();
    }

    private long readChunk(int fd, int most, long offset) {
        long got;
        do {
            got = SystemCalls.pread(fd, chunk, most, offset);
        } while (got == -Errno.EINTR);
        return got;
    }
}
