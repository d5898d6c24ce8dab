package lacuna.doctor.verdict;

import java.util.Locale;

/** How sure a verdict is. */
public enum Confidence {
    /** Counted, by figures that add up. */
    HIGH,
    /** Counted, and something is missing that could change it. */
    MEDIUM,
    /** Estimated. */
    LOW;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
