package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusPage;
import lacuna.linux.text.ByteSize;

/** Draws advice for one pool from its figures; each with the way from the figures to the value. */
final class Advisor {
    /** What a new worker costs before it is as fast as the old one: a fork, its first connections. Not measured here. */
    static final double RESPAWN_SECONDS = 0.05;

    /** The share of the work that recycling may cost. */
    private static final double TOLERATED = 0.01;

    private static final long LEAST_REQUESTS = 50;
    private static final long MOST_REQUESTS = 10_000;

    /** A page younger or less used than this says little of what a pool needs. */
    static final long SETTLED_SECONDS = 3600;

    static final long SETTLED_REQUESTS = 1000;

    private final PoolConfig config;
    private final List<Worker> workers;
    private final Optional<StatusPage> page;

    private final Optional<Capacity> capacity;
    private final CpuLoad cpu;
    private final List<Advice> advice = new ArrayList<>();

    private Advisor(
            PoolConfig config,
            List<Worker> workers,
            Optional<StatusPage> page,
            Optional<Capacity> capacity,
            CpuLoad cpu) {
        this.config = config;
        this.workers = workers;
        this.page = page;
        this.capacity = capacity;
        this.cpu = cpu;
    }

    /** Why no more workers are proposed though requests waited and memory has room: they would wait for each other. */
    static Optional<Remark> withheld(
            PoolConfig config, Optional<StatusPage> page, Optional<Capacity> capacity, CpuLoad cpu) {
        long now = config.number("pm.max_children").orElse(0);
        boolean hasRoom = capacity.filter(room -> room.fits() > now).isPresent();
        return now > 0 && hasRoom && reached(page) > 0 && cpu.isSaturated()
                ? Optional.of(new Remark(
                        "pm.max_children",
                        "",
                        "requests waited for a worker " + reached(page) + " times, and more workers would not help: "
                                + cpu.words() + "; they would make every request slower"))
                : Optional.empty();
    }

    private static long reached(Optional<StatusPage> page) {
        return page.map(found -> found.maxChildrenReached().orElse(0)).orElse(0L);
    }

    static List<Advice> of(
            PoolConfig config,
            List<Worker> workers,
            Optional<StatusPage> page,
            RequestGrowth growth,
            Optional<Capacity> capacity,
            CpuLoad cpu) {
        Advisor advisor = new Advisor(config, workers, page, capacity, cpu);
        capacity.ifPresent(advisor::maxChildren);
        if (growth instanceof RequestGrowth.Measured measured && measured.isGrowth()) {
            capacity.ifPresent(room -> advisor.maxRequests(room, measured));
        }
        advisor.mode();
        return List.copyOf(advisor.advice);
    }

    private void maxChildren(Capacity room) {
        long now = config.number("pm.max_children").orElse(0);
        if (now <= 0) {
            return;
        }
        List<String> reasoning = new ArrayList<>(List.of(
                ByteSize.of(room.headroom().available()) + " available ("
                        + room.headroom().source() + "), "
                        + ByteSize.of(room.headroom().kept()) + " (a tenth) kept: "
                        + ByteSize.of(room.headroom().bytes()),
                "held by the pool's " + workers.size() + " workers now: PSS " + ByteSize.of(room.held())
                        + ", of it shared " + ByteSize.of(room.shared()),
                "one more worker: USS " + ByteSize.of(room.perWorker()) + " (95th percentile)",
                "(" + ByteSize.of(room.headroom().bytes()) + " + " + ByteSize.of(room.held()) + " - "
                        + ByteSize.of(room.shared())
                        + ") / " + ByteSize.of(room.perWorker()) + " = " + room.fits()
                        + " workers, the other pools as they are"));
        if (now > room.fits()) {
            long value = Math.max(1, room.fits());
            reasoning.add(now + " workers would take " + ByteSize.of(now * room.perWorker()) + " of "
                    + ByteSize.of(room.budget()));
            add(
                    "pm.max_children",
                    value,
                    "more workers are allowed than memory has room for",
                    reasoning,
                    (now - value) * room.perWorker());
            return;
        }
        long reached = reached(page);
        long queued = page.map(found -> found.maxListenQueue().orElse(0)).orElse(0L);
        if (reached > 0 && room.fits() > now && !cpu.isSaturated()) {
            long value = Math.min(room.fits(), now + Math.max(1, now / 2));
            reasoning.add("max children reached: " + reached + " times, longest listen queue: " + queued);
            reasoning.add("half as many again, and look anew");
            add(
                    "pm.max_children",
                    value,
                    "requests waited for a worker, and memory has room for more",
                    reasoning,
                    (now - value) * room.perWorker());
        }
    }

    private void maxRequests(Capacity room, RequestGrowth.Measured measured) {
        long children = Math.max(1, config.number("pm.max_children").orElse(workers.size()));
        long now = config.number("pm.max_requests").orElse(0);
        long budget = room.budget() / children;
        long fits = (long) Math.floor(Math.max(0, budget - measured.fresh()) / measured.high());
        double[] durations = workers.stream()
                .filter(worker -> worker.requests().orElse(0) >= RequestGrowth.WARM)
                .filter(worker -> worker.lastDurationMicros().isPresent())
                .mapToDouble(worker -> worker.lastDurationMicros().getAsLong() / 1e6)
                .sorted()
                .toArray();
        double seconds = Math.max(0.001, durations.length == 0 ? 0.05 : durations[durations.length / 2]);
        long pays = (long) Math.ceil(RESPAWN_SECONDS / (TOLERATED * seconds));
        long least = Math.clamp(pays, LEAST_REQUESTS, MOST_REQUESTS);
        long value = Math.clamp(fits, least, MOST_REQUESTS);
        boolean tooLate = now == 0 || (now > fits && now > value);
        boolean tooEarly = now > 0 && now < least;
        if (!tooLate && !tooEarly) {
            return;
        }
        long over = workers.stream()
                .mapToLong(worker ->
                        worker.memory().uss().orElse(0) - measured.fresh() - Math.round(measured.perRequest() * value))
                .filter(bytes -> bytes > 0)
                .sum();
        List<String> reasoning = List.of(
                "growth " + ByteSize.of(Math.round(measured.perRequest())) + " a request, 90 % within "
                        + ByteSize.of(Math.round(measured.low())) + " to " + ByteSize.of(Math.round(measured.high()))
                        + " ("
                        + measured.workers() + " workers, " + measured.fewestRequests() + " to "
                        + measured.mostRequests() + " requests)",
                "room for one worker: " + ByteSize.of(room.budget()) + " / " + children + " = " + ByteSize.of(budget)
                        + ", fresh " + ByteSize.of(measured.fresh()),
                "memory is full after (" + ByteSize.of(budget) + " - " + ByteSize.of(measured.fresh()) + ") / "
                        + ByteSize.of(Math.round(measured.high())) + " = " + fits + " requests",
                String.format(
                        Locale.ROOT,
                        "a respawn (%.0f ms, assumed) is 1 %% of the work at %.0f ms a request (%s) after %d requests",
                        RESPAWN_SECONDS * 1000,
                        seconds * 1000,
                        durations.length == 0 ? "assumed" : "median of the last ones",
                        pays),
                fits < least
                        ? "memory alone would ask for " + fits + ": fewer workers are the better remedy"
                        : "between both, at most " + MOST_REQUESTS + ": " + value);
        add(
                "pm.max_requests",
                value,
                tooEarly
                        ? "workers are replaced so often that starting them costs more than 1 % of the work"
                        : "workers grow with each request and are replaced too late or never",
                reasoning,
                tooEarly ? 0 : over);
    }

    /** A static pool that never had half of its workers busy holds the others for nothing. */
    private void mode() {
        if (!config.value("pm").orElse("").equals("static") || page.isEmpty() || capacity.isEmpty()) {
            return;
        }
        long since = page.get().sinceSeconds().orElse(0);
        long accepted = page.get().accepted().orElse(0);
        long busiest = page.get().maxActive().orElse(Long.MAX_VALUE);
        long children = config.number("pm.max_children").orElse(workers.size());
        if (since < SETTLED_SECONDS || accepted < SETTLED_REQUESTS || busiest > children / 2 || children < 4) {
            return;
        }
        long spare = Math.max(1, (busiest + 3) / 4);
        long kept = busiest + spare;
        long freed = (children - kept) * capacity.get().perWorker();
        if (freed <= 0) {
            return;
        }
        setting("pm")
                .ifPresent(setting -> add(
                        setting,
                        "dynamic",
                        "most workers of this static pool have never been needed at once; with pm.max_spare_servers = "
                                + kept + ", pm.min_spare_servers = " + spare + " and pm.start_servers = " + spare,
                        List.of(
                                "at most " + busiest + " of " + children + " workers were busy at once in " + since
                                        + " s and " + accepted + " requests",
                                "kept: " + busiest + " + a quarter = " + kept,
                                "(" + children + " - " + kept + ") x "
                                        + ByteSize.of(capacity.get().perWorker()) + " = " + ByteSize.of(freed)),
                        freed));
    }

    private void add(String name, long value, String text, List<String> reasoning, long predicted) {
        setting(name).ifPresent(setting -> add(setting, Long.toString(value), text, reasoning, predicted));
    }

    private void add(Setting setting, String value, String text, List<String> reasoning, long predicted) {
        Origin.Line line = setting.origin() instanceof Origin.Line here
                ? here
                : config.section() instanceof Origin.Line section ? section : new Origin.Line("", 0);
        advice.add(new Advice(
                setting.name(), setting.value(), value, line.file(), line.line(), text, reasoning, predicted));
    }

    private Optional<Setting> setting(String name) {
        return config.setting(name);
    }
}
