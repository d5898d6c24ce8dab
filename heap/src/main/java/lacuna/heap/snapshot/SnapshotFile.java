package lacuna.heap.snapshot;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import lacuna.heap.elf.FileBytes;
import lacuna.linux.CannotExamine;

/** A snapshot's file: whole and unharmed, by its checksums, and of a version that is understood; and its sections. */
final class SnapshotFile implements AutoCloseable {
    /** Where a section's frames lie. */
    record Section(int kind, long offset, int frames, long length) {
        long end() {
            return offset + length;
        }
    }

    private static final int MOST_SECTIONS = 4 + Format.MOST_HEAPS + Format.MOST_REGIONS;
    private static final int WINDOW = 1 << 16;

    private final Path path;
    private final FileBytes bytes;
    private final List<Section> sections = new ArrayList<>();
    private final Limits limits;

    private SnapshotFile(Path path, FileBytes bytes) {
        this.path = path;
        this.bytes = bytes;
        this.limits = new Limits(path);
    }

    /** Whether {@code path} begins as a snapshot does; what cannot be read does not. */
    static boolean isOne(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (FileBytes file = FileBytes.open(path)) {
            byte[] magic = new byte[Format.MAGIC.length];
            return file.read(0, MemorySegment.ofArray(magic), magic.length) == magic.length
                    && Arrays.equals(magic, Format.MAGIC);
        } catch (CannotExamine unreadable) {
            return false;
        }
    }

    static SnapshotFile open(Path path) {
        SnapshotFile file = new SnapshotFile(path, FileBytes.open(path));
        try {
            file.checkHead();
            file.findSections(file.checkEnd());
            return file;
        } catch (CannotExamine e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    Limits limits() {
        return limits;
    }

    long size() {
        return bytes.size();
    }

    List<Section> sections() {
        return List.copyOf(sections);
    }

    /** Reads all of {@code length} bytes. */
    void read(long offset, byte[] into, int length) {
        if (bytes.read(offset, MemorySegment.ofArray(into), length) != length) {
            throw Format.damaged(path, "it ends before offset " + (offset + length));
        }
    }

    static int u32(byte[] from, int offset) {
        return ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    @Override
    public void close() {
        bytes.close();
    }

    private void checkHead() {
        byte[] head = new byte[Format.HEAD_BYTES];
        read(0, head, head.length);
        if (!Arrays.equals(head, 0, Format.MAGIC.length, Format.MAGIC, 0, Format.MAGIC.length)) {
            throw Format.damaged(path, "it does not begin as snapshots do");
        }
        int version = u32(head, Format.MAGIC.length);
        // First of all, since nothing else of a newer format is known.
        if (version > Format.VERSION) {
            throw Format.tooNew(path, "format " + version + ", and this version reads up to " + Format.VERSION);
        }
        if (version < 1 || u32(head, Format.HEAD_BYTES - 4) != crc(head, Format.HEAD_BYTES - 4)) {
            throw Format.damaged(path, "its head is damaged");
        }
    }

    /** Where the end begins. */
    private long checkEnd() {
        long start = bytes.size() - Format.END_BYTES;
        if (start < Format.HEAD_BYTES) {
            throw Format.damaged(path, "it is cut off");
        }
        byte[] end = new byte[Format.END_BYTES];
        read(start, end, end.length);
        Section section = sectionAt(start);
        if (section.kind() != Format.END || section.length() != start) {
            throw Format.damaged(path, "it is cut off");
        }
        if (u32(end, Format.SECTION_HEAD_BYTES) != crcOfAll(start)) {
            throw Format.damaged(path, "its checksum is wrong");
        }
        return start;
    }

    private void findSections(long end) {
        long at = Format.HEAD_BYTES;
        while (at < end) {
            Section section = sectionAt(at);
            boolean fits = end - at >= Format.SECTION_HEAD_BYTES
                    && section.frames() >= 0
                    && section.length() >= 0
                    && section.length() <= end - section.offset();
            if (!fits || sections.size() == MOST_SECTIONS) {
                throw Format.damaged(path, "the section at offset " + at + " does not fit");
            }
            sections.add(section);
            at = section.end();
        }
    }

    private Section sectionAt(long offset) {
        byte[] head = new byte[Format.SECTION_HEAD_BYTES];
        read(offset, head, head.length);
        if (u32(head, head.length - 4) != crc(head, head.length - 4)) {
            throw Format.damaged(path, "no section begins at offset " + offset + ", or the file is cut off");
        }
        ByteBuffer words = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return new Section(words.getInt(), offset + head.length, words.getInt(), words.getLong());
    }

    private int crcOfAll(long end) {
        CRC32C sum = new CRC32C();
        byte[] window = new byte[WINDOW];
        for (long at = 0; at < end; at += window.length) {
            int length = (int) Math.min(window.length, end - at);
            read(at, window, length);
            sum.update(window, 0, length);
        }
        return (int) sum.getValue();
    }

    static int crc(byte[] of, int length) {
        CRC32C sum = new CRC32C();
        sum.update(of, 0, length);
        return (int) sum.getValue();
    }
}
