package lacuna.heap.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Takes a snapshot apart and puts it together again with checksums that hold, so that what is behind them is tested. */
record Surgery(List<Part> parts) {
    /** A section: its kind and what its frames hold. */
    static final class Part {
        private final int kind;
        private final byte[] raw;

        Part(int kind, byte[] raw) {
            this.kind = kind;
            this.raw = raw;
        }

        int kind() {
            return kind;
        }

        byte[] raw() {
            return raw;
        }
    }

    static Surgery of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(16);
        List<Part> parts = new ArrayList<>();
        while (bytes.remaining() > 24) {
            int kind = bytes.getInt();
            int frames = bytes.getInt();
            bytes.getLong();
            bytes.getInt();
            ByteArrayOutputStream raw = new ByteArrayOutputStream();
            for (int i = 0; i < frames; i++) {
                byte[] frame = new byte[bytes.getInt()];
                byte[] stored = new byte[bytes.getInt()];
                bytes.getInt();
                bytes.get(stored);
                inflate(stored, frame);
                raw.writeBytes(frame);
            }
            parts.add(new Part(kind, raw.toByteArray()));
        }
        return new Surgery(parts);
    }

    byte[] file() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] head = little(16)
                .put("\u007fLACUNA\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .putInt(1)
                .array();
        file.writeBytes(summed(head, 12));
        for (Part part : parts) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            int count = 0;
            for (int at = 0; at < part.raw().length; at += 1 << 16, count++) {
                byte[] raw = Arrays.copyOfRange(part.raw(), at, Math.min(part.raw().length, at + (1 << 16)));
                byte[] stored = deflate(raw);
                frames.writeBytes(little(12)
                        .putInt(raw.length)
                        .putInt(stored.length)
                        .putInt(sum(stored, stored.length))
                        .array());
                frames.writeBytes(stored);
            }
            byte[] section = little(20)
                    .putInt(part.kind())
                    .putInt(count)
                    .putLong(frames.size())
                    .array();
            file.writeBytes(summed(section, 16));
            file.writeBytes(frames.toByteArray());
        }
        int ofAll = sum(file.toByteArray(), file.size());
        file.writeBytes(
                summed(little(20).putInt(0).putInt(0).putLong(file.size()).array(), 16));
        file.writeBytes(little(4).putInt(ofAll).array());
        return file.toByteArray();
    }

    /** A head with its checksum behind {@code length} bytes. */
    static byte[] summed(byte[] head, int length) {
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(length, sum(head, length));
        return head;
    }

    private static int sum(byte[] of, int length) {
        CRC32C sum = new CRC32C();
        sum.update(of, 0, length);
        return (int) sum.getValue();
    }

    private static void inflate(byte[] stored, byte[] into) {
        try (Closing<Inflater> inflater = new Closing<>(new Inflater(true), Inflater::end)) {
            inflater.it().setInput(stored);
            if (inflater.it().inflate(into) != into.length) {
                throw new IllegalStateException("a frame is shorter than it says");
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] deflate(byte[] raw) {
        byte[] stored = new byte[raw.length + 1024];
        try (Closing<Deflater> deflater = new Closing<>(new Deflater(1, true), Deflater::end)) {
            deflater.it().setInput(raw);
            deflater.it().finish();
            return Arrays.copyOf(stored, deflater.it().deflate(stored));
        }
    }

    private record Closing<T>(T it, java.util.function.Consumer<T> end) implements AutoCloseable {
        @Override
        public void close() {
            end.accept(it);
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
