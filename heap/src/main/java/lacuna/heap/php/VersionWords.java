package lacuna.heap.php;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.Segment;

/** Finds the words that every build of PHP carries for its HTTP header, among the constants of its file. */
final class VersionWords {
    private static final byte[] BEFORE = "X-Powered-By: PHP/".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST = 64;
    private static final int BLOCK = 1 << 18;
    private static final long LARGEST = 256L << 20;

    private VersionWords() {}

    static PhpVersion in(ElfFile file) {
        for (Segment segment : file.segments()) {
            boolean isConstant = segment.type() == Segment.LOAD && (segment.flags() & Segment.WRITE) == 0;
            if (isConstant) {
                PhpVersion found = in(file, segment.offset(), segment.fileSize());
                if (found.isKnown()) {
                    return found;
                }
            }
        }
        return PhpVersion.UNKNOWN;
    }

    private static PhpVersion in(ElfFile file, long offset, long size) {
        if (offset < 0 || size <= 0 || size > LARGEST || offset > file.size()) {
            return PhpVersion.UNKNOWN;
        }
        int overlap = BEFORE.length + MOST;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(BLOCK + overlap);
            for (long at = 0; at < size; at += BLOCK) {
                int length = file.read(offset + at, block, (int) Math.min(BLOCK + overlap, size - at));
                byte[] bytes = block.asSlice(0, Math.max(0, length)).toArray(ValueLayout.JAVA_BYTE);
                PhpVersion found = in(bytes);
                if (found.isKnown()) {
                    return found;
                }
            }
        }
        return PhpVersion.UNKNOWN;
    }

    static PhpVersion in(byte[] bytes) {
        for (int at = 0; at <= bytes.length - BEFORE.length; at++) {
            if (bytes[at] == BEFORE[0] && isAt(bytes, at)) {
                int start = at + BEFORE.length;
                int end = start;
                while (end < bytes.length && end - start < MOST && bytes[end] > ' ') {
                    end++;
                }
                return PhpVersion.of(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
            }
        }
        return PhpVersion.UNKNOWN;
    }

    private static boolean isAt(byte[] bytes, int at) {
        for (int i = 0; i < BEFORE.length; i++) {
            if (bytes[at + i] != BEFORE[i]) {
                return false;
            }
        }
        return true;
    }
}
