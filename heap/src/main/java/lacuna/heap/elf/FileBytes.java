package lacuna.heap.elf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lacuna.linux.CannotExamine;

/** A file, read at offsets: no mapping, so that a file that shrinks meanwhile costs a short read and not a SIGBUS. */
public final class FileBytes implements ByteSource, AutoCloseable {
    private final String name;
    private final FileChannel channel;
    private final long size;

    private FileBytes(String name, FileChannel channel, long size) {
        this.name = name;
        this.channel = channel;
        this.size = size;
    }

    /** A file that is open already; {@code name} is what messages call it. Closed with this. */
    public static FileBytes of(String name, FileChannel channel) {
        try {
            return new FileBytes(name, channel, channel.size());
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    public static FileBytes open(Path path) {
        // Opening a pipe would wait for its writer.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CannotExamine("not a regular file", path.toString(), "give the path of an ELF core");
        }
        try {
            return of(path.toString(), FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new CannotExamine("no such file", path.toString(), "give the path of an ELF core");
        } catch (AccessDeniedException e) {
            throw new CannotExamine(
                    "cannot read the file", path + ": permission denied", "run as its owner or with sudo");
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long offset, MemorySegment into, int length) {
        if (offset < 0 || offset >= size) {
            return 0;
        }
        ByteBuffer buffer = into.asSlice(0, Math.min(length, size - offset)).asByteBuffer();
        try {
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, offset + buffer.position());
                if (count < 0) {
                    break;
                }
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        return buffer.position();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static CannotExamine unreadable(String name, IOException why) {
        String words = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return new CannotExamine("cannot read the file", name + ": " + words, "check the disk or copy the file anew");
    }
}
