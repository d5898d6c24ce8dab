package lacuna.heap.elf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Access;
import lacuna.linux.call.Errno;
import lacuna.linux.call.OpenFile;
import lacuna.linux.call.Refusal;

/** A file, read at offsets: no mapping, so that a file that shrinks meanwhile costs a short read and not a SIGBUS. */
public final class FileBytes implements ByteSource, AutoCloseable {
    private final String name;
    private final OpenFile file;

    private FileBytes(String name, OpenFile file) {
        this.name = name;
        this.file = file;
    }

    /** A file that is open already; {@code name} is what messages call it. Closed with this. */
    public static FileBytes of(String name, OpenFile file) {
        return new FileBytes(name, file);
    }

    public static FileBytes open(Path path) {
        // Opening a pipe would wait for its writer.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CannotExamine("not a regular file", path.toString(), "give the path of an ELF core");
        }
        return switch (OpenFile.open(path)) {
            case Access.Granted<OpenFile>(OpenFile file) -> of(path.toString(), file);
            case Access.Refused<OpenFile>(Refusal refusal) -> throw refused(path, refusal);
        };
    }

    private static CannotExamine refused(Path path, Refusal refusal) {
        return switch (refusal.errno()) {
            case Errno.ENOENT, Errno.ENOTDIR ->
                new CannotExamine("no such file", path.toString(), "give the path of an ELF core");
            case Errno.EACCES, Errno.EPERM ->
                new CannotExamine(
                        "cannot read the file", path + ": permission denied", "run as its owner or with sudo");
            default -> unreadable(path.toString(), refusal.why());
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public int read(long offset, MemorySegment into, int length) {
        if (offset < 0 || offset >= file.size()) {
            return 0;
        }
        long count = file.read(offset, into, Math.min(length, file.size() - offset));
        if (count < 0) {
            throw unreadable(name, Errno.words((int) -count));
        }
        return (int) count;
    }

    @Override
    public void close() {
        file.close();
    }

    private static CannotExamine unreadable(String name, String why) {
        return new CannotExamine("cannot read the file", name + ": " + why, "check the disk or copy the file anew");
    }
}
