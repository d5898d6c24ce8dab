package lacuna.heap.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import lacuna.linux.CannotExamine;
import lacuna.linux.file.FreshFile;
import lacuna.linux.file.IoReason;

/** The file that is made: under a name of its own, readable by its owner only, until it is whole. */
final class SnapshotOutput implements AutoCloseable {
    private static final int WINDOW = Format.FRAME_HEAD_BYTES + Format.MOST_STORED;

    private final SnapshotDestination wanted;
    private final FreshFile fresh;
    private final CRC32C sum = new CRC32C();
    private long size;

    private SnapshotOutput(SnapshotDestination wanted, FreshFile fresh) {
        this.wanted = wanted;
        this.fresh = fresh;
    }

    static SnapshotOutput begin(SnapshotDestination wanted) {
        try {
            SnapshotOutput output =
                    new SnapshotOutput(wanted, FreshFile.beside(wanted.file(), FreshFile.Readers.OWNER));
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
            fresh.end();
            return size;
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    /** Throws what is not finished away. */
    @Override
    public void close() {
        try {
            fresh.close();
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
            size += fresh.channel().write(filled);
        }
    }

    /** Where it is until it has its name. */
    Path fresh() {
        return fresh.path();
    }

    /** Gives the file, which has ended, its name. */
    void name() {
        try {
            fresh.name(
                    switch (wanted.overwrite()) {
                        case FORCED -> FreshFile.Present.REPLACED;
                        case REFUSED -> FreshFile.Present.KEPT;
                    });
        } catch (FileAlreadyExistsException e) {
            throw exists(wanted.file());
        } catch (IOException e) {
            throw cannotWrite(wanted.file(), e);
        }
    }

    /** Refuses early what could not be named in the end. */
    static void checkFree(SnapshotDestination wanted) {
        Path file = wanted.file();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            FreshFile.check(file);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
        if (wanted.overwrite() == SnapshotDestination.Overwrite.REFUSED) {
            throw exists(file);
        }
    }

    static CannotExamine cannotWrite(Path file, IOException e) {
        return new CannotExamine(
                "cannot write the snapshot",
                file + ": " + IoReason.of(e),
                "name a file in a folder that you may write to");
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
