package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/**
 * The lines of one open file through a window of fixed size, so that a smaps of 50 MB costs no memory. The reads are
 * small on purpose: the kernel holds the target's mmap lock for the length of one read, so a small one covers few
 * mappings and the target's own mmap and munmap get in between.
 */
final class LineWindow {
    /** Holds the longest line that a kernel prints: PATH_MAX bytes, each of which it may escape with four. */
    private static final int SIZE = 64 << 10;

    private static final int ONE_READ = 16 << 10;

    /** Where the bytes come from: like pread, up to {@code most} bytes from {@code offset} on, 0 at the end, or -errno. */
    interface Source {
        int read(byte[] target, int at, int most, long offset);
    }

    private final byte[] window = new byte[SIZE];
    private Source source = (_, _, _, _) -> 0;
    private int from;
    private int to;
    private long offset;
    private int line;
    private int error;
    private boolean ended;

    void over(Source source) {
        this.source = source;
        from = 0;
        to = 0;
        offset = 0;
        line = 0;
        error = 0;
        ended = false;
    }

    /** Puts {@code cursor} on the next line, without its end. False at the end of the file and after an error. */
    boolean next(Ascii cursor) {
        int scanned = from;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (window[i] == '\n') {
                    cursor.over(window, from, i, ++line);
                    from = i + 1;
                    return true;
                }
            }
            scanned = to;
            if (ended) {
                if (from == to) {
                    return false;
                }
                cursor.over(window, from, to, ++line).expectWholeLines();
                from = to;
                return true;
            }
            scanned -= makeRoom();
            if (to == SIZE) {
                cursor.over(window, 0, to, ++line);
                cursor.fail("line longer than " + SIZE + " bytes");
                ended = true;
                from = to;
                return true;
            }
            fill();
        }
    }

    /** The errno that ended the reading, or 0. */
    int error() {
        return error;
    }

    private int makeRoom() {
        int moved = from;
        System.arraycopy(window, from, window, 0, to - from);
        from = 0;
        to -= moved;
        return moved;
    }

    private void fill() {
        int got = source.read(window, to, Math.min(ONE_READ, SIZE - to), offset);
        if (got > 0) {
            to += got;
            offset += got;
        } else {
            ended = true;
            error = -got;
            if (error != 0) {
                from = to;
            }
        }
    }
}
