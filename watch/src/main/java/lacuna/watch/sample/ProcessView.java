package lacuna.watch.sample;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.proc.ProcessKey;

/** One process at one look. */
public record ProcessView(
        ProcessKey key,
        String name,
        String command,
        OptionalLong uid,
        String user,
        char state,
        int threads,
        Optional<Instant> startedAt,
        Membership membership,
        Resident resident,
        Optional<Rollup> rollup,
        Optional<WhyNoRollup> whyNoRollup,
        Optional<Growth> growth,
        boolean exactNow) {

    public int pid() {
        return key.pid();
    }

    /** The exact resident size where it was read in this very look, else what {@code status} says. */
    public OptionalLong rss() {
        return exactNow && rollup.isPresent() ? rollup.get().rss() : resident.rss();
    }

    public OptionalLong pss() {
        return rollup.map(Rollup::pss).orElse(OptionalLong.empty());
    }

    public OptionalLong uss() {
        return rollup.map(Rollup::uss).orElse(OptionalLong.empty());
    }

    public OptionalLong growthBytes() {
        return growth.map(g -> OptionalLong.of(g.bytes())).orElse(OptionalLong.empty());
    }
}
