package lacuna.heap.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import lacuna.linux.CannotExamine;

/** Reads one section, frame by frame. What it holds is not believed: every length has a limit. */
final class SectionReader implements AutoCloseable {
    private final SnapshotFile file;
    private final SnapshotFile.Section section;
    private final Inflater inflater = new Inflater(true);
    private final byte[] stored = new byte[Format.MOST_STORED];
    private final byte[] raw = new byte[Format.FRAME];
    private final List<String> texts = new ArrayList<>();
    private long next;
    private int framesLeft;
    private int at;
    private int limit;

    SectionReader(SnapshotFile file, SnapshotFile.Section section) {
        this.file = file;
        this.section = section;
        this.next = section.offset();
        this.framesLeft = section.frames();
    }

    int u8() {
        if (at == limit) {
            frame();
        }
        return raw[at++] & 0xff;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            long part = u8();
            value |= (part & 0x7f) << shift;
            if (part < 0x80) {
                if (shift == 63 && part > 1) {
                    break;
                }
                return value;
            }
        }
        throw damaged("a number is too long");
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number of 0 to {@code most}. */
    long number(long most) {
        long value = number();
        if (value < 0 || value > most) {
            throw damaged("a number is beyond all limits");
        }
        return value;
    }

    OptionalLong optional() {
        return u8() == 0 ? OptionalLong.empty() : OptionalLong.of(number(Format.HIGHEST));
    }

    /** How many of something there are, {@code most} at the most. */
    int count(int most) {
        int count = (int) number(most);
        spend(count);
        return count;
    }

    /** As many more are about to be held. */
    void spend(int count) {
        file.limits().items(count);
    }

    String text() {
        long known = number();
        if (known > 0 && known <= texts.size()) {
            return texts.get((int) known - 1);
        }
        int length = (int) number(Format.MOST_TEXT);
        if (known != 0) {
            throw damaged("a text is not there");
        }
        file.limits().text(length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) u8();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        texts.add(text);
        return text;
    }

    /** A text that goes to the screen as it is. */
    String label() {
        String text = text();
        if (SectionWriter.CONTROLS.matcher(text).find()) {
            throw damaged("a text has control characters");
        }
        return text;
    }

    List<String> labels() {
        return list(Format.MOST_ITEMS, this::label);
    }

    <T> List<T> list(int most, Supplier<T> each) {
        int count = count(most);
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(each.get());
        }
        return List.copyOf(list);
    }

    List<String> texts() {
        return list(Format.MOST_ITEMS, this::text);
    }

    /** The constant of that name. A name that is not known is none of this version's. */
    <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw Format.tooNew(file.path(), "it has words that this version does not know");
    }

    /** Nothing is to be left. */
    void end() {
        if (at != limit || framesLeft > 0) {
            throw damaged("a section is longer than what it holds");
        }
    }

    CannotExamine damaged(String why) {
        return Format.damaged(file.path(), "section at offset " + section.offset() + ": " + why);
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void frame() {
        if (framesLeft == 0) {
            throw damaged("it ends too early");
        }
        framesLeft--;
        if (section.end() - next < Format.FRAME_HEAD_BYTES) {
            throw damaged("a frame is cut off");
        }
        file.read(next, stored, Format.FRAME_HEAD_BYTES);
        int rawLength = SnapshotFile.u32(stored, 0);
        int length = SnapshotFile.u32(stored, 4);
        int expected = SnapshotFile.u32(stored, 8);
        next += Format.FRAME_HEAD_BYTES;
        if (rawLength < 1
                || rawLength > Format.FRAME
                || length < 1
                || length > Format.MOST_STORED
                || length > section.end() - next) {
            throw damaged("a frame's length is wrong");
        }
        file.read(next, stored, length);
        next += length;
        CRC32C sum = new CRC32C();
        sum.update(stored, 0, length);
        if ((int) sum.getValue() != expected) {
            throw damaged("a checksum is wrong");
        }
        inflate(length, rawLength);
        at = 0;
        limit = rawLength;
    }

    private void inflate(int length, int rawLength) {
        try {
            inflater.reset();
            inflater.setInput(stored, 0, length);
            int count = inflater.inflate(raw);
            // The mark of the end takes another look where the frame fills the room exactly.
            boolean isWhole = inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
            if (count != rawLength || !isWhole) {
                throw damaged("a frame holds another length than it says");
            }
        } catch (DataFormatException notDeflated) {
            throw damaged("a frame cannot be unpacked");
        }
    }
}
