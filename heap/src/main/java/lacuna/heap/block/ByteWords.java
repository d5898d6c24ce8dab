package lacuna.heap.block;

import java.util.Locale;

/** Bytes in words, for the sentences of an allocator: "640 KiB", "1.9 GiB". */
public final class ByteWords {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ByteWords() {}

    public static String of(long bytes) {
        int unit = 0;
        double value = bytes;
        while (unit < UNITS.length - 1 && value >= (unit == 0 ? 1024 : 1023.5)) {
            value /= 1024;
            unit++;
        }
        return unit == 0 || value >= 9.95
                ? Math.round(value) + " " + UNITS[unit]
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
