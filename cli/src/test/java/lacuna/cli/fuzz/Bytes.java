package lacuna.cli.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damage to plain bytes. */
final class Bytes {
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        7,
        8,
        15,
        16,
        17,
        4095,
        4096,
        4097,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        1L << 32,
        1L << 40,
        (1L << 47) - 4096,
        1L << 47,
        1L << 52,
        (1L << 57) - 1,
        1L << 57,
        1L << 58,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private Bytes() {}

    static long extreme(SplittableRandom random) {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    /** A place, most often among the first, where counts and limits are. */
    static int place(SplittableRandom random, int length) {
        return random.nextInt(random.nextBoolean() ? length : Math.min(length, 1 << random.nextInt(4, 13)));
    }

    static byte[] flip(SplittableRandom random, byte[] bytes) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[place(random, changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    static byte[] replace(SplittableRandom random, byte[] bytes) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[place(random, changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    static byte[] truncate(SplittableRandom random, byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    /** A stretch of {@code bytes} once more, elsewhere. */
    static byte[] splice(SplittableRandom random, byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - from, 1 << random.nextInt(12));
        int to = random.nextInt(bytes.length);
        return put(bytes, to, random.nextBoolean() ? length : 0, Arrays.copyOfRange(bytes, from, from + length));
    }

    /** An extreme word where a word may be. */
    static byte[] word(SplittableRandom random, byte[] bytes) {
        byte[] changed = bytes.clone();
        if (changed.length >= 8) {
            int at = place(random, changed.length - 7);
            ByteBuffer.wrap(changed)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(random.nextBoolean() ? at & ~7 : at, extreme(random));
        }
        return changed;
    }

    /** The number of seven bits a byte that may begin somewhere becomes another: extreme, or near to what it was. */
    static byte[] varint(SplittableRandom random, byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = place(random, bytes.length);
        while (at > 0 && bytes[at - 1] < 0) {
            at--;
        }
        int end = at;
        long value = 0;
        for (int shift = 0; end < bytes.length && shift < 64; shift += 7) {
            value |= (long) (bytes[end] & 0x7f) << shift;
            if (bytes[end++] >= 0) {
                break;
            }
        }
        long other = switch (random.nextInt(4)) {
            case 0 -> value + random.nextInt(-2, 3);
            case 1 -> value << random.nextInt(1, 24);
            case 2 -> random.nextLong(1L << random.nextInt(1, 58));
            default -> extreme(random);
        };
        return put(bytes, at, end - at, varint(other));
    }

    private static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int length = 0;
        long rest = value;
        do {
            bytes[length++] = (byte) ((rest & 0x7f) | (rest >>> 7 != 0 ? 0x80 : 0));
            rest >>>= 7;
        } while (rest != 0);
        return Arrays.copyOf(bytes, length);
    }

    /** {@code bytes} with {@code into} in place of {@code length} bytes at {@code at}. */
    private static byte[] put(byte[] bytes, int at, int length, byte[] into) {
        int behind = Math.min(bytes.length, at + length);
        byte[] changed = Arrays.copyOf(bytes, at + into.length + bytes.length - behind);
        System.arraycopy(into, 0, changed, at, into.length);
        System.arraycopy(bytes, behind, changed, at + into.length, bytes.length - behind);
        return changed;
    }
}
