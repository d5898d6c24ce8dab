package lacuna.heap.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import lacuna.linux.CannotExamine;

/** The file that is made: under a name of its own, readable by its owner only, until it is whole. */
final class SnapshotOutput implements AutoCloseable {
    private static final int WINDOW = Format.FRAME_HEAD_BYTES + Format.MOST_STORED;

    private final SnapshotDestination wanted;
    private final Path fresh;
    private final FileChannel channel;
    private final CRC32C sum = new CRC32C();
    private long size;

    private SnapshotOutput(SnapshotDestination wanted, Path fresh, FileChannel channel) {
        this.wanted = wanted;
        this.fresh = fresh;
        this.channel = channel;
    }

    static SnapshotOutput begin(SnapshotDestination wanted) {
        try {
            // Made with mode 0600.
            Path fresh = Files.createTempFile(Scratch.folderOf(wanted.file()), ".lacuna-", ".part");
            SnapshotOutput output =
                    new SnapshotOutput(wanted, fresh, FileChannel.open(fresh, StandardOpenOption.WRITE));
            ByteBuffer head = little(Format.HEAD_BYTES);
            head.put(Format.MAGIC).putInt(Format.VERSION);
            output.write(head.putInt(sumOf(head)));
            return output;
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    /** Copies a section of {@code scratch}. */
    void add(Scratch scratch, SectionWriter.Section section) {
        try {
            sectionHead(section.kind(), section.frames(), section.length());
            ByteBuffer frame = little(WINDOW);
            for (int i = 0; i < section.frames(); i++) {
                long offset = section.frame(i);
                scratch.read(offset, frame.clear().limit(Format.FRAME_HEAD_BYTES));
                int stored = frame.getInt(4);
                scratch.read(offset + Format.FRAME_HEAD_BYTES, frame.limit(Format.FRAME_HEAD_BYTES + stored));
                write(frame);
            }
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    /** Ends the file: its size. */
    long end() {
        try {
            int ofAll = (int) sum.getValue();
            sectionHead(Format.END, 0, size);
            write(little(4).putInt(ofAll));
            channel.force(true);
            channel.close();
            return size;
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    /** Throws what is not finished away. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    private void sectionHead(int kind, int frames, long length) throws IOException {
        ByteBuffer head = little(Format.SECTION_HEAD_BYTES);
        head.putInt(kind).putInt(frames).putLong(length);
        write(head.putInt(sumOf(head)));
    }

    private void write(ByteBuffer filled) throws IOException {
        filled.flip();
        sum.update(filled.duplicate());
        while (filled.hasRemaining()) {
            size += channel.write(filled);
        }
    }

    /** Where it is until it has its name. */
    Path fresh() {
        return fresh;
    }

    /** Gives the file, which has ended, its name. */
    void name() {
        try {
            nameOrFail();
        } catch (FileAlreadyExistsException e) {
            throw exists(wanted.file());
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    private void nameOrFail() throws IOException {
        switch (wanted.overwrite()) {
            case FORCED ->
                Files.move(fresh, wanted.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            case REFUSED -> {
                try {
                    // Unlike a rename, a link never replaces what came into being meanwhile.
                    Files.createLink(wanted.file(), fresh);
                } catch (FileAlreadyExistsException e) {
                    throw e;
                } catch (UnsupportedOperationException | FileSystemException noLinks) {
                    Files.move(fresh, wanted.file());
                }
            }
        }
    }

    /** Refuses early what could not be named in the end. */
    static void checkFree(SnapshotDestination wanted) {
        Path file = wanted.file();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CannotExamine("cannot write the snapshot", file + " is no regular file", "name another file");
        }
        if (wanted.overwrite() == SnapshotDestination.Overwrite.REFUSED) {
            throw exists(file);
        }
    }

    static CannotExamine cannotWrite(Path file, IOException e) {
        String why = switch (e) {
            case FileSystemException named when named.getReason() != null -> named.getReason();
            case FileSystemException named -> named.getClass().getSimpleName() + " " + named.getFile();
            default -> String.valueOf(e.getMessage());
        };
        return new CannotExamine(
                "cannot write the snapshot", file + ": " + why, "name a file in a folder that you may write to");
    }

    private static CannotExamine exists(Path file) {
        return new CannotExamine("the file exists already", file.toString(), "name another file, or add --force");
    }

    /** Of what {@code written} holds so far. */
    private static int sumOf(ByteBuffer written) {
        CRC32C sum = new CRC32C();
        sum.update(written.duplicate().flip());
        return (int) sum.getValue();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
