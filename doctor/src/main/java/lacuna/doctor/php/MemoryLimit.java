package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.PhpValue;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusPage;
import lacuna.linux.text.ByteSize;

/**
 * memory_limit of one pool beside what its workers have taken. It is a bound for a request that runs away, not a
 * reservation: lowering it frees nothing, so that is advised only where all workers at their limit would not fit.
 */
final class MemoryLimit {
    private static final long STEP = 32L << 20;
    private static final long LEAST = 64L << 20;
    private static final int MARGIN_PERCENT = 150;
    /** Lowering may end a rare request that no one has seen, so it leaves more room. */
    private static final int CAREFUL_PERCENT = 200;

    private static final int NEAR_PERCENT = 90;
    private static final long WORTH_SAYING = 16L << 20;

    private final PoolConfig config;
    private final PoolBytes bytes;
    private final int workers;
    private final long room;
    private final String source;
    private final Optional<Setting> setting;
    private final long limit;

    private MemoryLimit(
            PoolConfig config, PhpIni ini, PoolBytes bytes, List<Worker> workers, Optional<Headroom> headroom) {
        this.config = config;
        this.bytes = bytes;
        this.workers = workers.size();
        long own = workers.stream()
                .mapToLong(worker -> worker.memory().uss().orElse(0))
                .sum();
        this.room = headroom.map(free -> free.bytes() + own).orElse(Long.MAX_VALUE);
        this.source = headroom.map(Headroom::source).orElse("");
        this.setting = ini.effective(config, "memory_limit");
        OptionalLong written =
                setting.map(found -> PhpValue.size(found.value())).orElse(OptionalLong.empty());
        // What a worker runs with is truer than a file that may have changed; a script may have set its own.
        this.limit = written.isPresent() ? written.getAsLong() : bytes.limit().orElse(0);
    }

    /** What stands out: a worst case that does not fit, and chunks that are kept though nobody needs them now. */
    static List<Remark> remarks(
            PoolConfig config, PhpIni ini, PoolBytes bytes, List<Worker> workers, Optional<Headroom> headroom) {
        MemoryLimit all = new MemoryLimit(config, ini, bytes, workers, headroom);
        List<Remark> remarks = new ArrayList<>();
        all.worstCase(remarks);
        all.keptChunks(remarks);
        return List.copyOf(remarks);
    }

    static Optional<Advice> advice(
            PoolConfig config,
            PhpIni ini,
            PoolBytes bytes,
            List<Worker> workers,
            Optional<Headroom> headroom,
            Optional<StatusPage> page) {
        return new MemoryLimit(config, ini, bytes, workers, headroom).advice(page);
    }

    private void worstCase(List<Remark> remarks) {
        if (!exceeds()) {
            return;
        }
        String seen = bytes.peak() > 0
                ? ". The most that one has been seen to take is " + ByteSize.of(bytes.peak())
                        + ": all at that would be " + ByteSize.of(children() * bytes.peak())
                : "";
        remarks.add(new Remark(
                "memory_limit = " + value(),
                where(),
                "x pm.max_children = " + children() + " is " + ByteSize.of(children() * limit) + ", more than the "
                        + ByteSize.of(room) + " that the pool could have (" + source
                        + ", less a tenth, with what its workers hold). It is a bound, not what they take" + seen));
    }

    private void keptChunks(List<Remark> remarks) {
        if (bytes.cached() < WORTH_SAYING || bytes.cached() < bytes.live()) {
            return;
        }
        remarks.add(new Remark(
                "cached chunks:",
                "",
                ByteSize.of(bytes.cached())
                        + " are kept by PHP since requests that took much. One more small request to "
                        + "each worker leaves " + ByteSize.of(bytes.cachedAfterRequest())
                        + ", further ones ever less; a worker that gets none keeps them, and gc_mem_caches() does not "
                        + "touch them. Requests that take much are best kept to a pool of their own with few workers"));
    }

    private Optional<Advice> advice(Optional<StatusPage> page) {
        if (setting.isEmpty() || limit <= 0 || bytes.peak() <= 0) {
            return Optional.empty();
        }
        String measured = "the most that one of " + workers + " workers has been seen to take: "
                + ByteSize.of(bytes.peak()) + " (last requests, running ones, and the chunks kept since earlier ones)";
        if (bytes.peak() >= limit / 100 * NEAR_PERCENT) {
            long value = rounded(bytes.peak() / 100 * MARGIN_PERCENT);
            return Optional.of(advice(
                    value,
                    "a request comes near its limit, and is ended with a fatal error when it reaches it",
                    List.of(measured, "1.5 x that, rounded up to " + ByteSize.of(STEP) + ": " + ByteSize.of(value))));
        }
        long value = Math.max(LEAST, rounded(bytes.peak() / 100 * CAREFUL_PERCENT));
        boolean isSettled = page.filter(found -> found.sinceSeconds().orElse(0) >= Advisor.SETTLED_SECONDS
                        && found.accepted().orElse(0) >= Advisor.SETTLED_REQUESTS)
                .isPresent();
        if (!exceeds() || !isSettled || value >= limit) {
            return Optional.empty();
        }
        return Optional.of(advice(
                value,
                "all workers at their limit do not fit into memory, and none has come near it; frees nothing now",
                List.of(
                        measured,
                        "2 x that, rounded up to " + ByteSize.of(STEP) + ", at least " + ByteSize.of(LEAST) + ": "
                                + ByteSize.of(value),
                        children() + " x " + ByteSize.of(value) + " = " + ByteSize.of(children() * value) + " of "
                                + ByteSize.of(room),
                        "a rarer request that takes more may not have been seen: look for 'Allowed memory size' in "
                                + "the error log afterwards")));
    }

    private Advice advice(long value, String text, List<String> reasoning) {
        Origin.Line line = setting.orElseThrow().origin() instanceof Origin.Line here
                ? here
                : config.section() instanceof Origin.Line section ? section : new Origin.Line("", 0);
        return new Advice(
                "php_admin_value[memory_limit]",
                value(),
                (value >> 20) + "M",
                line.file(),
                line.line(),
                text,
                reasoning,
                0);
    }

    private boolean exceeds() {
        return limit > 0 && children() > 0 && limit > room / children();
    }

    private long children() {
        return Math.clamp(config.number("pm.max_children").orElse(0), 0, 1 << 20);
    }

    private String value() {
        return setting.map(Setting::value).orElse("");
    }

    private String where() {
        return setting.map(found -> found.origin().words()).orElse("");
    }

    private static long rounded(long bytes) {
        return (bytes + STEP - 1) / STEP * STEP;
    }
}
