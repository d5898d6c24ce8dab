package lacuna.report.text;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read and write them. */
public final class Durations {
    private Durations() {}

    /** The two largest units: "3d 4h", "12m 5s", "850ms". */
    public static String of(Duration duration) {
        if (duration.isNegative()) {
            return "-" + of(duration.negated());
        }
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return duration.toMillis() + "ms";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return pair(seconds, 60, "m", "s");
        }
        return seconds < 86_400 ? pair(seconds / 60, 60, "h", "m") : pair(seconds / 3600, 24, "d", "h");
    }

    /** Of a stop or a read, where milliseconds count: "0.31ms", "12.4ms", "1s". */
    public static String ofMicros(long micros) {
        return micros >= 1_000_000
                ? of(Duration.ofMillis(micros / 1000))
                : String.format(Locale.ROOT, micros < 10_000 ? "%.2fms" : "%.1fms", micros / 1000.0);
    }

    private static String pair(long small, int perLarge, String largeUnit, String smallUnit) {
        long rest = small % perLarge;
        return small / perLarge + largeUnit + (rest == 0 ? "" : " " + rest + smallUnit);
    }

    /**
     * Reads "500ms", "2s", "10m", "1h", "3d"; a plain number is seconds.
     *
     * @throws NumberFormatException where the text is none of these
     */
    public static Duration parse(String text) {
        String stripped = text.strip();
        int digits = 0;
        while (digits < stripped.length() && "0123456789.".indexOf(stripped.charAt(digits)) >= 0) {
            digits++;
        }
        double unit = switch (stripped.substring(digits).strip()) {
            case "ms" -> 0.001;
            case "", "s" -> 1;
            case "m", "min" -> 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            default -> throw new NumberFormatException("'" + text + "' is not a duration such as 500ms or 2s");
        };
        try {
            return Duration.ofMillis(Math.round(Double.parseDouble(stripped.substring(0, digits)) * unit * 1000));
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + text + "' is not a duration such as 500ms or 2s");
        }
    }
}
