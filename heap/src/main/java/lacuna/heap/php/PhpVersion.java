package lacuna.heap.php;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version by PHP's own words. A label, and no more: builds of one version differ in their layouts.
 *
 * @param text all of it, "8.2.35" or "7.2.3-1ubuntu1"
 */
public record PhpVersion(int major, int minor, String text) {
    /** When the words could not be had. */
    public static final PhpVersion UNKNOWN = new PhpVersion(0, 0, "");

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.[0-9A-Za-z.+~:-]{1,60}");

    static PhpVersion of(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? new PhpVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), text)
                : UNKNOWN;
    }

    public boolean isKnown() {
        return major > 0;
    }
}
