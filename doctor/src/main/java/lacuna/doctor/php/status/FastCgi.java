package lacuna.doctor.php.status;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The records of FastCGI 1.0, as far as one request and its answer need them. */
final class FastCgi {
    static final int HEADER = 8;
    static final int STDOUT = 6;
    static final int STDERR = 7;
    static final int END_REQUEST = 3;

    private static final int VERSION = 1;
    private static final int REQUEST = 1;
    private static final int BEGIN_REQUEST = 1;
    private static final int PARAMS = 4;
    private static final int STDIN = 5;
    private static final int RESPONDER = 1;
    private static final int LONGEST = 0xffff;

    private FastCgi() {}

    /** One request without a body; the connection is closed after it. */
    static byte[] request(Map<String, String> parameters) {
        ByteArrayOutputStream pairs = new ByteArrayOutputStream();
        parameters.forEach((name, value) -> pair(pairs, name, value));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        record(out, BEGIN_REQUEST, new byte[] {0, RESPONDER, 0, 0, 0, 0, 0, 0});
        record(out, PARAMS, pairs.toByteArray());
        record(out, PARAMS, new byte[0]);
        record(out, STDIN, new byte[0]);
        return out.toByteArray();
    }

    /** An answer as it comes in, record by record. */
    static final class Answer {
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private String violation = "";
        private int recordsLeft;
        private boolean ended;

        Answer(int mostRecords) {
            recordsLeft = mostRecords;
        }

        /** Takes the whole records out of {@code in}, which is ready to be read; what is left is the next one's beginning. */
        void take(ByteBuffer in) {
            while (!ended && violation.isEmpty() && in.remaining() >= HEADER) {
                int at = in.position();
                int type = in.get(at + 1) & 0xff;
                int length = in.getShort(at + 4) & 0xffff;
                int padding = in.get(at + 6) & 0xff;
                if (in.get(at) != VERSION) {
                    violation = "it does not speak FastCGI";
                } else if (in.getShort(at + 2) != REQUEST) {
                    violation = "it answers a request that was not made";
                } else if (--recordsLeft < 0) {
                    violation = "its answer has no end";
                } else if (in.remaining() < HEADER + length + padding) {
                    return;
                } else {
                    content(type, in, at + HEADER, length);
                    in.position(at + HEADER + length + padding);
                }
            }
        }

        private void content(int type, ByteBuffer in, int at, int length) {
            switch (type) {
                case STDOUT -> {
                    byte[] bytes = new byte[length];
                    in.get(at, bytes);
                    output.writeBytes(bytes);
                }
                case STDERR -> {}
                case END_REQUEST -> ended = true;
                default -> violation = "it sends records of an unknown kind";
            }
        }

        boolean isOver() {
            return ended || !violation.isEmpty();
        }

        boolean isWhole() {
            return ended;
        }

        /** What it did that FastCGI does not allow; "" for nothing. */
        String violation() {
            return violation;
        }

        int size() {
            return output.size();
        }

        String text() {
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    private static void record(ByteArrayOutputStream out, int type, byte[] content) {
        if (content.length > LONGEST) {
            throw new IllegalArgumentException("a record of " + content.length + " bytes");
        }
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .put((byte) VERSION)
                .put((byte) type)
                .putShort((short) REQUEST)
                .putShort((short) content.length)
                .array());
        out.writeBytes(content);
    }

    private static void pair(ByteArrayOutputStream out, String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        length(out, nameBytes.length);
        length(out, valueBytes.length);
        out.writeBytes(nameBytes);
        out.writeBytes(valueBytes);
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
        } else {
            out.writeBytes(ByteBuffer.allocate(4).putInt(length | 0x8000_0000).array());
        }
    }
}
