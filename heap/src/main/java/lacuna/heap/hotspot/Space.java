package lacuna.heap.hotspot;

import java.util.Locale;

/**
 * A piece of the Java heap: a region of G1, a space of another collector. Objects lie from {@code start} to {@code top}, those
 * that are garbage included.
 */
record Space(Kind kind, long start, long top, long end) {
    /** What a piece serves. */
    enum Kind {
        EDEN("eden"),
        SURVIVOR("survivor"),
        OLD("old"),
        HUMONGOUS("humongous"),
        ARCHIVE("archive"),
        FREE("free regions");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isSound() {
        return start > 0 && start % Long.BYTES == 0 && start <= top && top <= end;
    }

    long size() {
        return end - start;
    }

    long used() {
        return top - start;
    }
}
