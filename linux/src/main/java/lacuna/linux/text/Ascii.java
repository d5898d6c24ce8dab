package lacuna.linux.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over text that the kernel printed. The first thing that is wrong stops it for good: from then on it stands
 * at the end and answers 0, false and "", so that a parser's loops end by themselves and it asks {@link #failed()} once,
 * when it is done. Reused: {@link #over} begins anew.
 */
public final class Ascii {
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int start;
    private int limit;
    private int position;
    private int firstLine = 1;
    private int failureLine;
    private String failure = "";

    /** Begins anew on {@code bytes[from..to)}, whose first line is the file's line {@code line}. */
    public Ascii over(byte[] bytes, int from, int to, int line) {
        this.bytes = bytes;
        start = from;
        limit = to;
        position = from;
        firstLine = line;
        failureLine = 0;
        failure = "";
        return this;
    }

    public static Ascii of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Ascii().over(bytes, 0, bytes.length, 1);
    }

    public boolean failed() {
        return !failure.isEmpty();
    }

    /** What was wrong, or "" when nothing was. */
    public String failure() {
        return failure;
    }

    /** The line of the failure, counted from 1. */
    public int failureLine() {
        return failureLine;
    }

    /** Stops the cursor; the first reason stands. */
    public void fail(String why) {
        if (failed()) {
            return;
        }
        failure = why;
        failureLine = firstLine;
        for (int i = start; i < position; i++) {
            if (bytes[i] == '\n') {
                failureLine++;
            }
        }
        position = limit;
    }

    /** Fails text whose last line has no end: it was cut, and its last figure may have lost digits. */
    public void expectWholeLines() {
        if (limit > start && bytes[limit - 1] != '\n') {
            position = limit;
            fail("ends in the middle of a line");
        }
    }

    public boolean atEnd() {
        return position >= limit;
    }

    public boolean atLineEnd() {
        return atEnd() || bytes[position] == '\n';
    }

    public int position() {
        return position;
    }

    public int limit() {
        return limit;
    }

    /** The byte under the cursor as 0..255, or -1 at the end. */
    public int peek() {
        return atEnd() ? -1 : bytes[position] & 0xff;
    }

    /** The first place of {@code wanted} on this line, or -1. */
    public int find(char wanted) {
        for (int i = position; i < limit && bytes[i] != '\n'; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The last place of {@code wanted} in all that is left, across lines, or -1. */
    public int findLast(char wanted) {
        for (int i = limit - 1; i >= position; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Moves on to {@code place}, which is not behind the cursor; a stopped cursor stays at the end. */
    public void moveTo(int place) {
        if (!failed()) {
            position = Math.clamp(place, position, limit);
        }
    }

    /** Steps over {@code wanted} when it is next. */
    public boolean take(char wanted) {
        if (atEnd() || bytes[position] != wanted) {
            return false;
        }
        position++;
        return true;
    }

    /** Steps over {@code wanted} when it is next. */
    public boolean take(String wanted) {
        if (!startsWith(wanted)) {
            return false;
        }
        position += wanted.length();
        return true;
    }

    public boolean startsWith(String wanted) {
        if (limit - position < wanted.length()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (bytes[position + i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public void expect(char wanted) {
        if (!take(wanted)) {
            fail("no '" + wanted + "' where the kernel prints one");
        }
    }

    public void expect(String wanted) {
        if (!take(wanted)) {
            fail("no '" + wanted + "' where the kernel prints it");
        }
    }

    public void skipSpaces() {
        while (position < limit && (bytes[position] == ' ' || bytes[position] == '\t')) {
            position++;
        }
    }

    public void skipWord() {
        while (position < limit && !isBlank(bytes[position])) {
            position++;
        }
    }

    /** Moves to the beginning of the next line. */
    public void skipLine() {
        while (position < limit && bytes[position] != '\n') {
            position++;
        }
        take('\n');
    }

    /** A decimal number of at most 63 bits. */
    public long decimal() {
        long value = unsignedDecimal();
        if (value < 0) {
            fail("number too large");
            return 0;
        }
        return value;
    }

    /** A decimal number of at most 64 bits, as the kernel's unsigned long; the result is unsigned. */
    public long unsignedDecimal() {
        int from = position;
        long value = 0;
        while (position < limit && isDigit(bytes[position])) {
            int digit = bytes[position] - '0';
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1 - digit, 10)) > 0) {
                fail("number too large");
                return 0;
            }
            value = value * 10 + digit;
            position++;
        }
        return ended(from, value);
    }

    public long signedDecimal() {
        return take('-') ? -decimal() : decimal();
    }

    /** A decimal number that a Java int holds. */
    public int smallDecimal() {
        long value = decimal();
        if (value > Integer.MAX_VALUE) {
            fail("number too large");
            return 0;
        }
        return (int) value;
    }

    /** A decimal number, perhaps negative, that a Java int holds. */
    public int signedSmallDecimal() {
        return take('-') ? -smallDecimal() : smallDecimal();
    }

    /** A hexadecimal number of at most 64 bits, without prefix, in the kernel's small letters; the result is unsigned. */
    public long hex() {
        int from = position;
        long value = 0;
        while (position < limit) {
            int digit = hexDigit(bytes[position]);
            if (digit < 0) {
                break;
            }
            if (value >>> 60 != 0) {
                fail("number too large");
                return 0;
            }
            value = value << 4 | digit;
            position++;
        }
        return ended(from, value);
    }

    /** A number of KiB, which the kernel marks "kB", in bytes. */
    public long kibibytes() {
        skipSpaces();
        long value = decimal();
        skipSpaces();
        expect("kB");
        if (value > Long.MAX_VALUE >> 10) {
            fail("number too large");
            return 0;
        }
        return value << 10;
    }

    /** One letter of the alphabet, as the states of processes are. */
    public char letter() {
        int letter = peek();
        if ((letter < 'A' || letter > 'Z') && (letter < 'a' || letter > 'z')) {
            fail("no letter where the kernel prints one");
            return '?';
        }
        position++;
        return (char) letter;
    }

    /** The bytes up to the next blank or the end. */
    public String word() {
        int from = position;
        skipWord();
        return string(from, position);
    }

    /** The rest of this line; the cursor stops before its end. */
    public String restOfLine() {
        int from = position;
        while (!atLineEnd()) {
            position++;
        }
        return string(from, position);
    }

    /** The bytes of {@code [from, to)} as UTF-8; what is no UTF-8 becomes U+FFFD. */
    public String string(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The byte at {@code place}, which is within the text. */
    public byte byteAt(int place) {
        return bytes[place];
    }

    /** A copy of the bytes of {@code [from, to)}. */
    public byte[] bytes(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Whether {@code [from, to)} are just the bytes of {@code label}. */
    public boolean equalsAt(int from, int to, byte[] label) {
        return to - from == label.length && Arrays.equals(bytes, from, to, label, 0, label.length);
    }

    /** Whether {@code [from, to)} are just the characters of {@code word}, which is ASCII. */
    public boolean equalsAt(int from, int to, String word) {
        return to - from == word.length() && endsWith(from, to, word);
    }

    /** Whether the bytes of {@code [from, to)} end with {@code tail}. */
    public boolean endsWith(int from, int to, String tail) {
        if (to - from < tail.length()) {
            return false;
        }
        for (int i = 0; i < tail.length(); i++) {
            if (bytes[to - tail.length() + i] != tail.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long ended(int from, long value) {
        if (position == from) {
            fail("no number where the kernel prints one");
            return 0;
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n';
    }

    private static int hexDigit(byte b) {
        if (isDigit(b)) {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }
}
