package lacuna.watch.sample;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.cgroup.Belonging;
import lacuna.linux.cgroup.Container;
import lacuna.linux.cgroup.Unit;
import lacuna.linux.host.HostReader;
import lacuna.linux.host.Users;
import lacuna.linux.proc.BootClock;
import lacuna.linux.proc.CommandLine;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessKey;
import lacuna.linux.proc.ProcessStat;
import lacuna.linux.proc.ProcessStatus;
import lacuna.linux.proc.Reading;
import lacuna.linux.proc.StatusMemory;

/**
 * Looks at all processes of a host, again and again. {@code stat} of everybody at each look; {@code status}, names and
 * groups where something changed; {@code smaps_rollup} as the {@link RollupBudget} allows. One sampler serves one thread.
 */
public final class Sampler implements AutoCloseable {
    /** Titles and groups can change without a sign in {@code stat}: all are read again every so many looks. */
    private static final int LOOKS_BETWEEN_DESCRIPTIONS = 15;

    private static final String DELETED = " (deleted)";

    private final ProcReader reader;
    private final HostSampler hostSampler;
    private final Users users;
    private final Clock clock;
    private final RollupBudget budget;
    private final Optional<BootClock> boot;
    private final Map<Integer, Tracked> tracked = new HashMap<>();

    private int look;

    public Sampler(ProcRoot root, RollupPolicy policy, Clock clock) {
        this.reader = new ProcReader(root);
        this.hostSampler = new HostSampler(new HostReader(root));
        this.users = Users.of(Path.of("/etc/passwd"));
        this.clock = clock;
        this.budget = new RollupBudget(policy);
        this.boot = reader.bootClock().toOptional();
    }

    /** One look at everything. */
    public HostView look() {
        look++;
        Instant at = clock.instant();
        for (int pid : reader.pids()) {
            cheapFigures(pid, at);
        }
        forgetWhoLeft();
        long spent = exactFigures();
        List<ProcessView> views =
                tracked.values().stream().map(process -> view(process, at)).toList();
        return new HostView(at, hostSampler.sample(), views, coverage(at, spent));
    }

    private void cheapFigures(int pid, Instant at) {
        if (!(reader.stat(pid) instanceof Reading.Present<ProcessStat>(ProcessStat stat))) {
            return;
        }
        if (stat.isKernelThread()) {
            return;
        }
        ProcessKey key = new ProcessKey(pid, stat.startTicks());
        Tracked process = tracked.get(pid);
        if (process == null || !process.key.equals(key)) {
            process = new Tracked(key, at);
            tracked.put(pid, process);
        }
        boolean renamed = process.stat != null && !process.stat.comm().equals(stat.comm());
        process.stat = stat;
        process.seenAtLook = look;
        process.approximateRss = residentBytes(stat);
        process.remember(residentBytes(stat));
        if (renamed
                || process.approximateRss != process.rssWhenDescribed
                || look - process.describedAtLook >= LOOKS_BETWEEN_DESCRIPTIONS) {
            describe(process, renamed);
        }
    }

    private long residentBytes(ProcessStat stat) {
        return stat.rssPages() * reader.pageSize();
    }

    private void describe(Tracked process, boolean renamed) {
        int pid = process.key.pid();
        reader.status(pid).toOptional().ifPresent(status -> {
            process.resident = resident(status);
            process.uid = OptionalLong.of(status.user().effective());
        });
        process.rssWhenDescribed = process.approximateRss;
        boolean due = process.describedAtLook == 0 || look - process.describedAtLook >= LOOKS_BETWEEN_DESCRIPTIONS;
        if (due || renamed) {
            name(process);
            process.describedAtLook = look;
        }
    }

    private void name(Tracked process) {
        int pid = process.key.pid();
        process.name = process.stat.comm();
        List<String> arguments =
                reader.cmdline(pid).toOptional().map(CommandLine::arguments).orElse(List.of());
        process.command = CommandTitle.of(arguments, process.name);
        Optional<Belonging> group = reader.cgroup(pid).toOptional().map(Belonging::of);
        process.membership = new Membership(
                group.flatMap(Belonging::userUnit)
                        .or(() -> group.flatMap(Belonging::unit))
                        .map(Unit::name),
                CommandTitle.fpmPool(arguments),
                group.flatMap(Belonging::container).map(Sampler::title),
                group.map(Belonging::path).orElse("/"),
                reader.exe(pid).toOptional().map(Sampler::fileName).orElse(process.name));
    }

    private static String title(Container container) {
        return container.engine().words() + " " + container.shortId();
    }

    private String user(OptionalLong uid) {
        return uid.isEmpty() ? "?" : users.name(uid.getAsLong()).orElseGet(() -> Long.toString(uid.getAsLong()));
    }

    /** The file that runs; one that was replaced meanwhile is still the same program. */
    private static String fileName(String path) {
        String whole = path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
        return whole.substring(whole.lastIndexOf('/') + 1);
    }

    private static Resident resident(ProcessStatus status) {
        StatusMemory memory = status.memory();
        return new Resident(memory.vmRss(), memory.rssAnon(), memory.rssFile(), memory.rssShmem(), memory.vmSwap());
    }

    private void forgetWhoLeft() {
        for (Iterator<Tracked> all = tracked.values().iterator(); all.hasNext(); ) {
            if (all.next().seenAtLook != look) {
                all.remove();
            }
        }
    }

    /** Reads the rollups whose turn it is; answers the nanoseconds it took. */
    private long exactFigures() {
        budget.grant();
        long begun = System.nanoTime();
        List<Tracked> queue = new ArrayList<>(tracked.values());
        queue.sort(RollupBudget.URGENCY);
        for (Tracked process : queue) {
            if (process.stat.isZombie()) {
                process.whyNoRollup = Optional.of(WhyNoRollup.ENDED);
            } else if (budget.tooLarge(process)) {
                process.whyNoRollup = Optional.of(WhyNoRollup.TOO_LARGE);
            } else if (!budget.allows(process)) {
                process.whyNoRollup = Optional.of(WhyNoRollup.NOT_YET);
            } else if (process.whyNoRollup.isEmpty()
                    || process.whyNoRollup.get() != WhyNoRollup.DENIED
                    || process.describedAtLook == look) {
                readRollup(process);
            }
        }
        return System.nanoTime() - begun;
    }

    private void readRollup(Tracked process) {
        long begun = System.nanoTime();
        Reading<MemoryFigures> reading = rollupOrSum(process.key.pid());
        process.rollupNanos = System.nanoTime() - begun;
        budget.spend(process.rollupNanos);
        switch (reading) {
            case Reading.Present<MemoryFigures>(MemoryFigures figures) -> {
                process.rollup = Optional.of(rollup(figures));
                process.whyNoRollup = Optional.empty();
                process.rssAtRollup = process.approximateRss;
                process.rollupAtLook = look;
            }
            case Reading.Denied<MemoryFigures> denied -> process.whyNoRollup = Optional.of(WhyNoRollup.DENIED);
            case Reading.Gone<MemoryFigures> gone -> process.whyNoRollup = Optional.of(WhyNoRollup.ENDED);
            case Reading.Absent<MemoryFigures> absent -> process.whyNoRollup = Optional.of(WhyNoRollup.UNREADABLE);
            case Reading.Malformed<MemoryFigures> malformed ->
                process.whyNoRollup = Optional.of(WhyNoRollup.UNREADABLE);
        }
    }

    /** Kernels before 4.14 have no rollup: the sum over {@code smaps} is the same figure, more slowly. */
    private Reading<MemoryFigures> rollupOrSum(int pid) {
        Reading<MemoryFigures> rollup = reader.smapsRollup(pid);
        if (!(rollup instanceof Reading.Absent<MemoryFigures>)) {
            return rollup;
        }
        MemoryFigures sum = new MemoryFigures();
        return reader.smaps(pid, (mapping, figures, flags) -> sum.add(figures)) instanceof Reading.Present<Integer>
                ? new Reading.Present<>(sum)
                : rollup;
    }

    private Rollup rollup(MemoryFigures figures) {
        return new Rollup(
                clock.instant(),
                figures.get(MemoryField.RSS),
                figures.get(MemoryField.PSS),
                figures.uss(),
                figures.get(MemoryField.SWAP),
                figures.get(MemoryField.SWAP_PSS),
                figures.get(MemoryField.ANON_HUGE_PAGES),
                figures.get(MemoryField.LAZY_FREE));
    }

    private ProcessView view(Tracked process, Instant at) {
        Optional<Growth> growth = process.firstSeen.equals(at)
                ? Optional.empty()
                : Optional.of(new Growth(process.growth(), Duration.between(process.firstSeen, at), process.series()));
        return new ProcessView(
                process.key,
                process.name,
                process.command,
                process.uid,
                user(process.uid),
                process.stat.state(),
                process.stat.threads(),
                boot.map(booted -> booted.startOf(process.key)),
                process.membership,
                process.resident,
                process.rollup,
                process.rollup.isPresent() ? Optional.empty() : process.whyNoRollup,
                growth,
                process.rollupAtLook == look);
    }

    private Coverage coverage(Instant at, long spentNanos) {
        int exactNow = 0;
        int exactEarlier = 0;
        Map<WhyNoRollup, Integer> without = new EnumMap<>(WhyNoRollup.class);
        Instant oldest = at;
        for (Tracked process : tracked.values()) {
            if (process.rollupAtLook == look) {
                exactNow++;
            } else if (process.rollup.isPresent()) {
                exactEarlier++;
                Instant readAt = process.rollup.get().readAt();
                oldest = readAt.isBefore(oldest) ? readAt : oldest;
            } else {
                process.whyNoRollup.ifPresent(why -> without.merge(why, 1, Integer::sum));
            }
        }
        return new Coverage(
                tracked.size(),
                exactNow,
                exactEarlier,
                without.getOrDefault(WhyNoRollup.DENIED, 0),
                without.getOrDefault(WhyNoRollup.TOO_LARGE, 0),
                without.getOrDefault(WhyNoRollup.NOT_YET, 0),
                without.getOrDefault(WhyNoRollup.ENDED, 0),
                without.getOrDefault(WhyNoRollup.UNREADABLE, 0),
                Duration.between(oldest, at),
                Duration.ofNanos(spentNanos));
    }

    @Override
    public void close() {
        reader.close();
        hostSampler.close();
    }
}
