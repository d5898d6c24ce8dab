package lacuna.heap.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lacuna.linux.file.FreshFile;

/**
 * A nameless file, beside the one that is made, for what may yet be thrown away: a walk that was torn. Several sections may
 * be written to it at a time.
 */
final class Scratch implements AutoCloseable {
    private final Path wanted;
    private final FileChannel channel;
    private long size;

    private Scratch(Path wanted, FileChannel channel) {
        this.wanted = wanted;
        this.channel = channel;
    }

    /** In the folder of {@code wanted}, whose disk has to hold as much anyway. */
    static Scratch beside(Path wanted) {
        try {
            Path name = Files.createTempFile(FreshFile.folderOf(wanted), ".lacuna-", ".scratch");
            try {
                FileChannel channel = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
                return new Scratch(wanted, channel);
            } finally {
                Files.delete(name);
            }
        } catch (IOException e) {
            throw SnapshotOutput.cannotWrite(wanted, e);
        }
    }

    /** Adds {@code bytes} at the end: where that was. */
    synchronized long append(ByteBuffer bytes) {
        long at = size;
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes, size);
            }
        } catch (IOException e) {
            throw SnapshotOutput.cannotWrite(wanted, e);
        }
        return at;
    }

    void read(long offset, ByteBuffer into) {
        try {
            long at = offset;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    throw new IOException("the scratch file ends early");
                }
                at += count;
            }
        } catch (IOException e) {
            throw SnapshotOutput.cannotWrite(wanted, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SnapshotOutput.cannotWrite(wanted, e);
        }
    }
}
