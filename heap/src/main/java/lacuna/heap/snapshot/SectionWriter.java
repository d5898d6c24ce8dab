package lacuna.heap.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/** Writes one section to the scratch file, frame by frame: small numbers take few bytes, a text is written once. */
final class SectionWriter implements AutoCloseable {
    /** The longest thing that is written at once, texts apart. */
    private static final int ROOM = 64;

    /** Control characters, and those that change the direction of what follows. */
    static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}]");

    private final Scratch scratch;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final byte[] raw = new byte[Format.FRAME];
    private final ByteBuffer stored =
            ByteBuffer.allocate(Format.FRAME_HEAD_BYTES + Format.MOST_STORED).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<String, Integer> texts = new HashMap<>();
    private long[] offsets = new long[16];
    private int frames;
    private long length;
    private int at;

    SectionWriter(Scratch scratch) {
        this.scratch = scratch;
    }

    void u8(int value) {
        room();
        raw[at++] = (byte) value;
    }

    /** As unsigned, seven bits a byte. */
    void number(long value) {
        room();
        put(value);
    }

    /** Small negative numbers are short too. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void number(OptionalLong value) {
        u8(value.isPresent() ? 1 : 0);
        value.ifPresent(this::number);
    }

    /** A first byte and a number: what most blocks take. */
    void pair(int first, long value) {
        room();
        raw[at++] = (byte) first;
        put(value);
    }

    /** At its first use the text itself, then its number. */
    void text(String value) {
        Integer known = texts.putIfAbsent(value, texts.size());
        if (known != null) {
            number(known + 1);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, Format.MOST_TEXT);
        number(0);
        number(end);
        for (int done = 0; done < end; ) {
            room();
            int count = Math.min(end - done, raw.length - at);
            System.arraycopy(bytes, done, raw, at, count);
            at += count;
            done += count;
        }
    }

    /** A text for the screen as it is: what would move the cursor is no part of it. */
    void label(String value) {
        text(CONTROLS.matcher(value).replaceAll("?"));
    }

    <T> void list(List<T> items, Consumer<T> each) {
        number(items.size());
        items.forEach(each);
    }

    void texts(List<String> items) {
        list(items, this::text);
    }

    /** Ends the section: what to copy of the scratch file. */
    Section finish(int kind) {
        flush();
        return new Section(kind, Arrays.copyOf(offsets, frames), length);
    }

    /** A finished section: where its frames are in the scratch file, and how long all are together. */
    static final class Section {
        private final int kind;
        private final long[] frames;
        private final long length;

        private Section(int kind, long[] frames, long length) {
            this.kind = kind;
            this.frames = frames;
            this.length = length;
        }

        int kind() {
            return kind;
        }

        int frames() {
            return frames.length;
        }

        long frame(int index) {
            return frames[index];
        }

        long length() {
            return length;
        }
    }

    @Override
    public void close() {
        deflater.end();
    }

    private void put(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            raw[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        raw[at++] = (byte) rest;
    }

    private void room() {
        if (at > raw.length - ROOM) {
            flush();
        }
    }

    private void flush() {
        if (at == 0) {
            return;
        }
        deflater.reset();
        deflater.setInput(raw, 0, at);
        deflater.finish();
        int count = deflater.deflate(stored.array(), Format.FRAME_HEAD_BYTES, Format.MOST_STORED);
        CRC32C sum = new CRC32C();
        sum.update(stored.array(), Format.FRAME_HEAD_BYTES, count);
        stored.clear();
        stored.putInt(at).putInt(count).putInt((int) sum.getValue());
        stored.position(0).limit(Format.FRAME_HEAD_BYTES + count);
        if (frames == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * frames);
        }
        length += stored.remaining();
        offsets[frames++] = scratch.append(stored);
        at = 0;
    }
}
