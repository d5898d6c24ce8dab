package lacuna.watch.sample;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.proc.ProcessKey;
import lacuna.linux.proc.ProcessStat;

/** What the sampler remembers of one process from look to look. */
final class Tracked {
    private static final int SERIES = 64;

    final ProcessKey key;
    final Instant firstSeen;

    ProcessStat stat;
    long approximateRss;
    int seenAtLook;
    int describedAtLook;
    long rssWhenDescribed = -1;

    String name = "";
    String command = "";
    OptionalLong uid = OptionalLong.empty();
    Membership membership = new Membership(Optional.empty(), Optional.empty(), Optional.empty(), "", "");
    Resident resident = Resident.UNKNOWN;

    Optional<Rollup> rollup = Optional.empty();
    Optional<WhyNoRollup> whyNoRollup = Optional.empty();
    long rssAtRollup;
    long rollupNanos;
    int rollupAtLook;

    private final long[] ring = new long[SERIES];
    private long firstRss = -1;
    private int count;

    Tracked(ProcessKey key, Instant firstSeen) {
        this.key = key;
        this.firstSeen = firstSeen;
    }

    long changeSinceRollup() {
        return Math.abs(approximateRss - rssAtRollup);
    }

    /** Adds the resident size of this look to the series. */
    void remember(long rss) {
        if (firstRss < 0) {
            firstRss = rss;
        }
        ring[count++ % SERIES] = rss;
    }

    long growth() {
        return count == 0 ? 0 : ring[(count - 1) % SERIES] - firstRss;
    }

    /** The latest of the series, oldest first. */
    Series series() {
        int kept = Math.min(count, SERIES);
        long[] series = new long[kept];
        for (int i = 0; i < kept; i++) {
            series[i] = ring[(count - kept + i) % SERIES];
        }
        return new Series(series);
    }
}
