package lacuna.cli.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Makes of a seed what somebody might send: knows where each format keeps its counts and sizes. */
final class Mutator {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;

    private Mutator() {}

    static byte[] mutant(SplittableRandom random, byte[] seed) {
        byte[] bytes = seed;
        int wounds = 1 + random.nextInt(random.nextBoolean() ? 1 : 6);
        if (!SnapshotParts.isOne(seed)) {
            for (int i = 0; i < wounds; i++) {
                bytes = core(random, bytes);
            }
            return bytes;
        }
        if (random.nextInt(20) == 0) {
            return plain(random, seed);
        }
        SnapshotParts parts = SnapshotParts.of(seed);
        for (int i = 0; i < wounds; i++) {
            section(random, parts);
        }
        byte[] file = parts.file();
        return random.nextInt(50) == 0 ? plain(random, file) : file;
    }

    private static void section(SplittableRandom random, SnapshotParts parts) {
        if (parts.size() == 0) {
            return;
        }
        int index = random.nextInt(parts.size());
        switch (random.nextInt(40)) {
            case 0 -> parts.remove(index);
            case 1 -> parts.add(random.nextInt(parts.size()), parts.kind(index), parts.content(index));
            case 2 -> {
                int kind = parts.kind(index);
                byte[] content = parts.content(index);
                parts.remove(index);
                parts.add(random.nextInt(parts.size() + 1), kind, content);
            }
            case 3 -> parts.set(index, parts.content(random.nextInt(parts.size())));
            default -> {
                byte[] content = parts.content(index);
                parts.set(index, random.nextInt(3) == 0 ? plain(random, content) : Bytes.varint(random, content));
            }
        }
    }

    private static byte[] plain(SplittableRandom random, byte[] bytes) {
        return switch (random.nextInt(16)) {
            case 0 -> Bytes.truncate(random, bytes);
            case 1, 2, 3 -> Bytes.splice(random, bytes);
            case 4, 5, 6 -> Bytes.word(random, bytes);
            case 7, 8, 9 -> Bytes.replace(random, bytes);
            default -> Bytes.flip(random, bytes);
        };
    }

    private static byte[] core(SplittableRandom random, byte[] bytes) {
        if (bytes.length < HEADER + SEGMENT) {
            return plain(random, bytes);
        }
        byte[] changed = bytes.clone();
        ByteBuffer words = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        long headers = words.getLong(32);
        int count = words.getShort(56) & 0xffff;
        boolean isTable = headers >= 0 && count > 0 && headers + (long) count * SEGMENT <= bytes.length;
        switch (random.nextInt(10)) {
            case 0 -> {
                int at = random.nextInt(16, HEADER - 8);
                words.putLong(
                        at, random.nextBoolean() ? Bytes.extreme(random) : words.getLong(at) + random.nextInt(-4, 5));
            }
            case 1, 2 -> {
                if (isTable) {
                    int at = (int) headers + SEGMENT * random.nextInt(count) + 8 * random.nextInt(SEGMENT / 8);
                    words.putLong(at, changed(random, words.getLong(at)));
                }
            }
            case 3, 4 -> {
                // The first segment of a core is its notes.
                if (isTable) {
                    long start = words.getLong((int) headers + 8);
                    long length = words.getLong((int) headers + 32);
                    if (start >= 0 && length >= 8 && start <= bytes.length - length) {
                        int at = (int) start + (random.nextInt((int) length - 7) & ~3);
                        words.putInt(at, (int) changed(random, words.getInt(at)));
                    }
                }
            }
            case 5, 6, 7, 8 -> memory(random, words);
            default -> {
                return plain(random, bytes);
            }
        }
        return changed;
    }

    /** A word that is not zero: most of these are sizes, pointers and flags that allocators keep. */
    private static void memory(SplittableRandom random, ByteBuffer words) {
        int at = random.nextInt(words.capacity() - 7) & ~7;
        for (int tries = 0; tries < 4096 && at + 16 < words.capacity() && words.getLong(at) == 0; tries++) {
            at += 8;
        }
        words.putLong(at, changed(random, words.getLong(at)));
    }

    private static long changed(SplittableRandom random, long word) {
        return switch (random.nextInt(5)) {
            case 0 -> word ^ 1L << random.nextInt(64);
            case 1 -> word ^ 1L << random.nextInt(4);
            case 2 -> word + 16L * random.nextInt(-64, 65);
            case 3 -> random.nextLong();
            default -> Bytes.extreme(random);
        };
    }
}
