package lacuna.doctor.php.config;

import java.util.Locale;
import java.util.OptionalLong;

/** What the text of a value means to PHP. */
public final class PhpValue {
    private PhpValue() {}

    /** "128M", "1g", "-1", "512": bytes or a plain number; absent where it is none. */
    public static OptionalLong size(String text) {
        String value = text.strip().toUpperCase(Locale.ROOT);
        int end = value.length();
        int shift = 0;
        if (end > 0) {
            shift = switch (value.charAt(end - 1)) {
                case 'K' -> 10;
                case 'M' -> 20;
                case 'G' -> 30;
                default -> 0;
            };
        }
        String digits = (shift > 0 ? value.substring(0, end - 1) : value).strip();
        if (digits.isEmpty() || digits.length() > 15 || !digits.matches("-?[0-9]+")) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(digits);
        return Math.abs(number) > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(number << shift);
    }

    /** A time in seconds, as FPM writes it: "10", "5s", "2m", "1h", "1d". */
    public static OptionalLong seconds(String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        long unit = value.endsWith("m") ? 60 : value.endsWith("h") ? 3600 : value.endsWith("d") ? 86_400 : 1;
        String digits = unit > 1 || value.endsWith("s") ? value.substring(0, value.length() - 1) : value;
        return digits.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(digits) * unit) : OptionalLong.empty();
    }

    /** Whether PHP takes the text for "on". */
    public static boolean isOn(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true" -> true;
            default -> size(text).orElse(0) != 0;
        };
    }
}
