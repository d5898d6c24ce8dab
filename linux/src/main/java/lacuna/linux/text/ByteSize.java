package lacuna.linux.text;

import java.util.Locale;

/** Bytes as people read and write them: IEC units, three significant digits. */
public final class ByteSize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ByteSize() {}

    /** "0 B", "640 KiB", "1.9 GiB"; a growth that shrinks keeps its sign. */
    public static String of(long bytes) {
        if (bytes < 0) {
            return bytes == Long.MIN_VALUE ? "-8.0 EiB" : "-" + of(-bytes);
        }
        int unit = 0;
        double value = bytes;
        // 1023.5 KiB would print as "1024 KiB": the next unit takes over where rounding reaches it.
        while (unit < UNITS.length - 1 && value >= (unit == 0 ? 1024 : 1023.5)) {
            value /= 1024;
            unit++;
        }
        return unit == 0 || value >= 9.95
                ? Math.round(value) + " " + UNITS[unit]
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** A size with its sign, for a difference. */
    public static String signed(long bytes) {
        return bytes > 0 ? "+" + of(bytes) : of(bytes);
    }

    /**
     * Reads "8GiB", "512 M", "1.5g" or plain bytes; a K, M, G or T alone means the IEC unit.
     *
     * @throws NumberFormatException where the text is none of these
     */
    public static long parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && "0123456789.".indexOf(lower.charAt(digits)) >= 0) {
            digits++;
        }
        long unit = switch (lower.substring(digits).strip()) {
            case "", "b" -> 1L;
            case "k", "kib", "kb" -> 1L << 10;
            case "m", "mib", "mb" -> 1L << 20;
            case "g", "gib", "gb" -> 1L << 30;
            case "t", "tib", "tb" -> 1L << 40;
            default -> throw new NumberFormatException("'" + text + "' is not a size such as 8GiB or 512M");
        };
        double value;
        try {
            value = Double.parseDouble(lower.substring(0, digits));
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + text + "' is not a size such as 8GiB or 512M");
        }
        return (long) (value * unit);
    }
}
