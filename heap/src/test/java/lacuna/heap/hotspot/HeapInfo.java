package lacuna.heap.hotspot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a VM says of its heap: jcmd GC.heap_info.
 *
 * @param committedKiB of the whole heap of G1, of the first generation of others
 * @param spaces of Serial and Parallel: each with where it starts, up to where it is used, and where it ends
 */
record HeapInfo(long committedKiB, long usedKiB, List<Space> spaces) {
    private static final Pattern TOTAL = Pattern.compile("(\\d+)K, used (\\d+)K");
    private static final Pattern SPACE = Pattern.compile(
            "(eden|from|to|the|object) +space.*\\[0x(\\p{XDigit}+), ?0x(\\p{XDigit}+), ?(?:0x\\p{XDigit}+, ?)?0x(\\p{XDigit}+)\\)");

    static HeapInfo of(Path java, int pid) {
        try {
            Process jcmd = new ProcessBuilder(
                            java.resolveSibling("jcmd").toString(), String.valueOf(pid), "GC.heap_info")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher total = TOTAL.matcher(said);
            if (!total.find()) {
                throw new IllegalStateException(said);
            }
            List<Space> spaces = new ArrayList<>();
            Matcher space = SPACE.matcher(said);
            while (space.find()) {
                spaces.add(new Space(kind(space.group(1)), number(space, 2), number(space, 3), number(space, 4)));
            }
            return new HeapInfo(Long.parseLong(total.group(1)), Long.parseLong(total.group(2)), spaces);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Space.Kind kind(String word) {
        return switch (word) {
            case "eden" -> Space.Kind.EDEN;
            case "from", "to" -> Space.Kind.SURVIVOR;
            default -> Space.Kind.OLD;
        };
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group), 16);
    }
}
