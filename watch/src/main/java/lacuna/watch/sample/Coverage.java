package lacuna.watch.sample;

import java.time.Duration;

/**
 * What a look could see and what it cost. Processes without exact figures are counted by the reason.
 */
public record Coverage(
        int processes,
        int exactNow,
        int exactEarlier,
        int denied,
        int tooLarge,
        int notYet,
        int ended,
        int unreadable,
        Duration oldestRollup,
        Duration spentOnRollups) {}
