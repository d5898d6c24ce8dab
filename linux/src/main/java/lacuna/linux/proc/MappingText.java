package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/** Parses a line of maps, which is also what each mapping in smaps begins with. */
final class MappingText {
    private static final String DELETED = " (deleted)";
    /** What older kernels and bind mounts say instead. */
    private static final String DELETED_FORMERLY = "//deleted";

    /** The path of the mapping before: a library's mappings follow each other and share one string. */
    private String lastPath = "";

    private byte[] lastBytes = {};

    /** Shows every mapping to {@code visitor}: how many. {@code line} tells afterwards whether the text failed. */
    int walk(LineWindow lines, Ascii line, MapsVisitor visitor) {
        int count = 0;
        while (lines.next(line)) {
            Mapping mapping = parse(line);
            if (line.failed()) {
                break;
            }
            visitor.mapping(mapping);
            count++;
        }
        return count;
    }

    /** The mapping on the line under {@code line}; meaningless when the cursor then says that it failed. */
    Mapping parse(Ascii line) {
        long start = line.hex();
        line.expect('-');
        long end = line.hex();
        line.expect(' ');
        int permissions = permissions(line);
        line.expect(' ');
        long offset = line.hex();
        line.expect(' ');
        long major = line.hex();
        line.expect(':');
        long minor = line.hex();
        line.expect(' ');
        long inode = line.unsignedDecimal();
        line.skipSpaces();
        if (Long.compareUnsigned(start, end) > 0) {
            line.fail("mapping ends before it begins");
        }
        if (major >>> 31 != 0 || minor >>> 31 != 0) {
            line.fail("device number too large");
        }
        int from = line.position();
        int to = line.limit();
        boolean deleted = false;
        if (line.peek() == '/') {
            if (line.endsWith(from, to, DELETED)) {
                to -= DELETED.length();
                deleted = true;
            } else if (line.endsWith(from, to, DELETED_FORMERLY)) {
                to -= DELETED_FORMERLY.length();
                deleted = true;
            }
        }
        String path = path(line, from, to);
        return new Mapping(start, end, permissions, offset, (int) major, (int) minor, inode, path, deleted);
    }

    private static int permissions(Ascii line) {
        int permissions =
                letter(line, 'r', Mapping.READ) | letter(line, 'w', Mapping.WRITE) | letter(line, 'x', Mapping.EXECUTE);
        if (line.take('s')) {
            return permissions | Mapping.SHARED;
        }
        line.expect('p');
        return permissions;
    }

    private static int letter(Ascii line, char letter, int bit) {
        if (line.take(letter)) {
            return bit;
        }
        line.expect('-');
        return 0;
    }

    private String path(Ascii line, int from, int to) {
        if (line.failed() || from >= to) {
            return "";
        }
        if (!line.equalsAt(from, to, lastBytes)) {
            lastBytes = line.bytes(from, to);
            // The kernel escapes a newline, and nothing else: a backslash stands for itself.
            lastPath = line.string(from, to).replace("\\012", "\n");
        }
        return lastPath;
    }
}
