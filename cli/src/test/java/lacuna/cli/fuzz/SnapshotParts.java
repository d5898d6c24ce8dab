package lacuna.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A snapshot as its sections, unpacked; put together again its checksums hold, whatever was done to them. */
final class SnapshotParts {
    private static final byte[] MAGIC = "\u007fLACUNA\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FRAME = 1 << 16;

    private final List<Integer> kinds = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();

    static boolean isOne(byte[] file) {
        return Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static SnapshotParts of(byte[] file) {
        SnapshotParts parts = new SnapshotParts();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length + 8);
        Inflater inflater = new Inflater(true);
        try {
            while (bytes.remaining() > 24) {
                int kind = bytes.getInt();
                int frames = bytes.getInt();
                bytes.position(bytes.position() + 12);
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                for (int i = 0; i < frames; i++) {
                    byte[] raw = new byte[bytes.getInt()];
                    byte[] stored = new byte[bytes.getInt()];
                    bytes.getInt();
                    bytes.get(stored);
                    inflater.reset();
                    inflater.setInput(stored);
                    if (inflater.inflate(raw) != raw.length) {
                        throw new IllegalStateException("a seed's frame is shorter than it says");
                    }
                    content.writeBytes(raw);
                }
                parts.add(parts.size(), kind, content.toByteArray());
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("a seed is damaged", e);
        } finally {
            inflater.end();
        }
        return parts;
    }

    int size() {
        return kinds.size();
    }

    int kind(int index) {
        return kinds.get(index);
    }

    byte[] content(int index) {
        return contents.get(index);
    }

    void set(int index, byte[] content) {
        contents.set(index, content);
    }

    void add(int index, int kind, byte[] content) {
        kinds.add(index, kind);
        contents.add(index, content);
    }

    void remove(int index) {
        kinds.remove(/* index */ index);
        contents.remove(/* index */ index);
    }

    byte[] file() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(summed(little(16).put(MAGIC).putInt(1)));
        Deflater deflater = new Deflater(1, true);
        for (int i = 0; i < size(); i++) {
            byte[] content = contents.get(i);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            int count = 0;
            for (int at = 0; at < content.length; at += FRAME, count++) {
                byte[] stored = new byte[FRAME + 1024];
                int length = Math.min(FRAME, content.length - at);
                deflater.reset();
                deflater.setInput(content, at, length);
                deflater.finish();
                stored = Arrays.copyOf(stored, deflater.deflate(stored));
                frames.writeBytes(little(12)
                        .putInt(length)
                        .putInt(stored.length)
                        .putInt(sum(stored, stored.length))
                        .array());
                frames.writeBytes(stored);
            }
            file.writeBytes(summed(little(20).putInt(kinds.get(i)).putInt(count).putLong(frames.size())));
            file.writeBytes(frames.toByteArray());
        }
        deflater.end();
        byte[] all = file.toByteArray();
        file.writeBytes(summed(little(20).putLong(0).putLong(all.length)));
        file.writeBytes(little(4).putInt(sum(all, all.length)).array());
        return file.toByteArray();
    }

    /** All but the last four bytes, and their checksum. */
    private static byte[] summed(ByteBuffer head) {
        byte[] all = new byte[head.capacity()];
        head.get(0, all);
        head.putInt(sum(all, head.position()));
        head.get(0, all);
        return all;
    }

    private static int sum(byte[] of, int length) {
        CRC32C sum = new CRC32C();
        sum.update(of, 0, length);
        return (int) sum.getValue();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
