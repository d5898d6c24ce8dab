package lacuna.heap.jemalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lacuna.heap.elf.ElfFile;
import lacuna.linux.CannotExamine;

/** The version that a jemalloc says it has, as it stands in the file: "5.3.0-0-g" and a commit. */
final class VersionText {
    private static final Pattern VERSION = Pattern.compile("\0(5\\.\\d{1,2}\\.\\d{1,2})-\\d{1,5}-g[0-9a-f]{1,40}\0");
    private static final int PIECE = 1 << 20;
    private static final int OVERLAP = 128;
    private static final long MOST_BYTES = 256L << 20;

    private VersionText() {}

    /** Such as "5.3.0"; "" when {@code file} does not say. */
    static String in(ElfFile file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(PIECE);
            for (long at = 0; at < Math.min(file.size(), MOST_BYTES); at += PIECE - OVERLAP) {
                int count = file.read(at, piece, (int) Math.min(PIECE, file.size() - at));
                byte[] bytes = piece.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE);
                Matcher matcher = VERSION.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
                if (matcher.find()) {
                    return matcher.group(1);
                }
            }
        } catch (CannotExamine unreadable) {
            return "";
        }
        return "";
    }
}
