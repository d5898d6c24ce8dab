package lacuna.heap.php;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** The environment that a process was started with: it lies at the upper end of its first stack, in cores too. */
public final class StartEnvironment {
    private static final int MOST = 1 << 18;
    private static final int PAGE = 4096;

    private StartEnvironment() {}

    /** Whether it had {@code variable}, "NAME=value". What cannot be read had none. */
    public static boolean has(MemoryImage image, String variable) {
        byte[] wanted = ("\0" + variable + "\0").getBytes(StandardCharsets.UTF_8);
        for (Mapping mapping : image.mappings()) {
            if (mapping.path().equals("[stack]")) {
                long start = Math.max(mapping.start(), mapping.end() - MOST);
                return holds(bytes(image, start, mapping.end()), wanted);
            }
        }
        return false;
    }

    private static byte[] bytes(MemoryImage image, long start, long end) {
        byte[] all = new byte[(int) (end - start)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment page = arena.allocate(PAGE);
            for (long at = start; at < end; at += PAGE) {
                int length = image.read(at, page, (int) Math.min(PAGE, end - at));
                MemorySegment.copy(page, ValueLayout.JAVA_BYTE, 0, all, (int) (at - start), Math.max(0, length));
            }
        }
        return all;
    }

    private static boolean holds(byte[] all, byte[] wanted) {
        for (int at = 0; at <= all.length - wanted.length; at++) {
            if (all[at] == 0
                    && all[at + 1] == wanted[1]
                    && Arrays.equals(all, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
