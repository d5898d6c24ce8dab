package lacuna.linux.cgroup;

import java.util.Optional;
import lacuna.linux.text.Ascii;

/** Where version 1's memory controller and version 2 are mounted, as /proc/self/mountinfo tells; the first of each. */
public record CgroupMounts(Optional<Mount> memory1, Optional<Mount> unified) {

    /** {@code root} is the group that appears at {@code point}: "/" but in a container that sees only its own. */
    public record Mount(String root, String point) {

        /**
         * The folder of group {@code path} below {@link #point}, as "a/b", or "." for the mount's own. Absent when the group
         * is outside of what is mounted here, or its name tries to lead out of it.
         */
        public Optional<String> folderOf(String path) {
            String below = root.equals("/") ? path : path.startsWith(root) ? path.substring(root.length()) : "?";
            boolean outside = !below.isEmpty() && !below.startsWith("/");
            if (outside || (below + "/").contains("/../")) {
                return Optional.empty();
            }
            return Optional.of(below.length() <= 1 ? "." : below.substring(1));
        }
    }

    static CgroupMounts parse(Ascii text) {
        text.expectWholeLines();
        Optional<Mount> memory1 = Optional.empty();
        Optional<Mount> unified = Optional.empty();
        while (!text.atEnd()) {
            skipWords(text, 3);
            String root = unescaped(text.word());
            text.skipSpaces();
            String point = unescaped(text.word());
            if (!point.startsWith("/")) {
                text.fail("no '/' where the mount point begins");
                break;
            }
            if (!skipTo(text, "- ")) {
                text.fail("no ' - ' before the file system");
                break;
            }
            String type = text.word();
            skipWords(text, 1);
            text.skipSpaces();
            String options = text.restOfLine();
            if (type.equals("cgroup2") && unified.isEmpty()) {
                unified = Optional.of(new Mount(root, point));
            } else if (type.equals("cgroup") && memory1.isEmpty() && ("," + options + ",").contains(",memory,")) {
                memory1 = Optional.of(new Mount(root, point));
            }
            text.skipLine();
        }
        return new CgroupMounts(memory1, unified);
    }

    private static void skipWords(Ascii text, int words) {
        for (int i = 0; i < words; i++) {
            text.skipSpaces();
            text.skipWord();
        }
        text.skipSpaces();
    }

    private static boolean skipTo(Ascii text, String mark) {
        text.skipSpaces();
        while (!text.atLineEnd()) {
            if (text.take(mark)) {
                return true;
            }
            text.skipWord();
            text.skipSpaces();
        }
        return false;
    }

    /** Blanks and backslashes in a path are three octal digits after a backslash. */
    private static String unescaped(String word) {
        if (word.indexOf('\\') < 0) {
            return word;
        }
        return word.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
