package lacuna.doctor.examine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.HostEvidence;
import lacuna.doctor.evidence.Service;
import lacuna.doctor.remedy.Myths;
import lacuna.doctor.remedy.Remedies;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Opinion;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.ledger.HeapExamination;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.text.ByteSize;
import lacuna.watch.sample.HostMemory;
import lacuna.watch.sample.HostView;
import lacuna.watch.sample.ProcessView;
import lacuna.watch.sample.RollupPolicy;
import lacuna.watch.sample.Sampler;

/** Examines a host, some of its processes, or a file, and says what is wrong and what to do. */
public final class Doctor {
    /** Processes with less anonymous memory are no use to look into on a whole host. */
    private static final long LEAST = 16L << 20;

    private static final long SELF = ProcessHandle.current().pid();

    /** Of one service so many tell enough of the others. */
    private static final int OF_A_SERVICE = 4;

    /**
     * When to look, as shares of the time that was asked for. Unevenly: what comes and goes in step with even looks would
     * seem to stand still, or to grow.
     */
    private static final List<Double> LOOKS = List.of(0.20, 0.30, 0.52, 0.63, 0.87, 1.0);

    /** A heap that is collected is watched longer, at least so long, where no collection told what of it lives. */
    private static final Duration LONGER = Duration.ofSeconds(30);

    private final ProcRoot root;
    private final DoctorOptions options;
    private final Progress progress;
    private final Services services;
    private final long begun = System.nanoTime();

    public Doctor(ProcRoot root, DoctorOptions options, Progress progress) {
        this.root = root;
        this.options = options;
        this.progress = progress;
        this.services = new Services(root);
    }

    /** Everything that runs here: cheaply first, then those who matter, never stopping any. */
    public DoctorReport host() {
        HostView view = look(RollupPolicy.once(Duration.ofMillis(500), RollupPolicy.DEFAULT_LARGEST));
        HostEvidence host = evidenceOf(view.host());
        List<ProcessView> chosen = choose(view.processes(), services);
        List<String> gaps = new ArrayList<>();
        List<Evidence> all = collect(chosen, host, Duration.ZERO, gaps);
        List<Finding> findings = new ArrayList<>(findings(all, view.processes()));
        findings.addAll(HostRule.judge(host, MappedShared.of(root, view.processes())));
        return report(view, host, all, findings, gaps);
    }

    /** The processes of these numbers, each of which must be one that can be examined. */
    public DoctorReport processes(Set<Integer> numbers) {
        HostView view = look(RollupPolicy.once(Duration.ZERO, 0));
        return named(
                view,
                Named.of(numbers, view.processes(), root),
                numbers.stream().map(String::valueOf).collect(Collectors.joining(" ")) + " ended while it was read");
    }

    /** The processes that {@code isMeant}. */
    public DoctorReport processes(Predicate<ProcessView> isMeant, String words) {
        HostView view = look(RollupPolicy.once(Duration.ZERO, 0));
        return named(view, view.processes().stream().filter(isMeant).toList(), words);
    }

    /** The processes {@code meant}, which the user named: they may be stopped within bounds. */
    private DoctorReport named(HostView view, List<ProcessView> meant, String words) {
        HostEvidence host = evidenceOf(view.host());
        List<String> gaps = new ArrayList<>();
        List<Evidence> all = collect(meant, host, options.maxPause(), gaps);
        if (all.isEmpty()) {
            throw new CannotExamine("no such process", words, "name a process or service that runs");
        }
        if (all.stream().allMatch(evidence -> evidence.heaps().isEmpty())) {
            throw new CannotExamine(
                    "no permission to examine the process",
                    all.getFirst().subject().target() + " is not shown to this user",
                    "run as the process's user, or with sudo (CAP_SYS_PTRACE)");
        }
        return report(view, host, all, findings(all, view.processes()), gaps);
    }

    /** A core or a snapshot. */
    public DoctorReport file(HeapExamination examined) {
        Evidence evidence = EvidenceReader.of(examined);
        return new DoctorReport(
                Instant.now(),
                HostEvidence.UNKNOWN,
                1,
                1,
                took(),
                List.of(finding(evidence.subject().target(), 1, List.of(evidence))),
                evidence.gaps());
    }

    private HostView look(RollupPolicy policy) {
        progress.now("looking at all processes");
        try (Sampler sampler = new Sampler(root, policy, Clock.systemUTC())) {
            return sampler.look();
        }
    }

    /** Those whose memory could be saved, the largest first, some of each service; this process is gone in a moment. */
    static List<ProcessView> choose(List<ProcessView> processes, Services services) {
        Map<Service, Integer> taken = new LinkedHashMap<>();
        List<ProcessView> chosen = new ArrayList<>();
        processes.stream()
                .filter(process -> process.pid() != SELF && weight(process) >= LEAST)
                .sorted(Comparator.comparingLong(Doctor::weight).reversed())
                .forEach(process -> {
                    if (taken.merge(services.of(process), 1, Integer::sum) <= OF_A_SERVICE) {
                        chosen.add(process);
                    }
                });
        return chosen;
    }

    private static long weight(ProcessView process) {
        OptionalLong own =
                process.uss().isPresent() ? process.uss() : process.resident().anon();
        return own.orElse(process.rss().orElse(0)) + process.resident().swap().orElse(0);
    }

    private List<Evidence> collect(
            List<ProcessView> processes, HostEvidence host, Duration maxPause, List<String> gaps) {
        EvidenceReader reader = new EvidenceReader(root, host, options.picture(), services);
        List<ProcessView> examined = new ArrayList<>();
        List<Evidence> all = new ArrayList<>();
        int left = processes.size();
        for (ProcessView process : processes) {
            boolean isOutOfTime = !all.isEmpty() && took().compareTo(options.budget()) >= 0;
            if (isOutOfTime) {
                gaps.add(left + " processes were not looked into: the budget of "
                        + options.budget().toSeconds() + " s was spent; raise it with --budget");
                break;
            }
            // What the last one left is swept first, and what lies outside of the Java heap goes with it: a host is
            // examined
            // in the memory that one process takes.
            System.gc();
            progress.now("examining process " + process.pid() + " (" + process.name() + ")");
            reader.of(process, maxPause).ifPresent(evidence -> {
                examined.add(process);
                all.add(evidence);
                Opinion first = Diagnosis.of(evidence).first();
                if (first.verdict().isFinding()) {
                    progress.found(evidence.subject().target() + ": "
                            + first.verdict().title() + ", " + ByteSize.of(first.bytesAtStake()));
                }
            });
            left--;
        }
        return options.watch().isZero() ? all : watched(examined, all, reader, maxPause);
    }

    /** The same processes again and again, spread over the time that was asked for. */
    private List<Evidence> watched(
            List<ProcessView> processes, List<Evidence> first, EvidenceReader reader, Duration maxPause) {
        Watch watch = new Watch(processes, first, reader, maxPause);
        Instant start = Instant.now();
        watch.begin(start);
        for (int i = 0; i < LOOKS.size(); i++) {
            progress.now("look " + (i + 2) + " of " + (LOOKS.size() + 1));
            sleepUntil(start.plusMillis((long) (options.watch().toMillis() * LOOKS.get(i))));
            watch.lookAtAll();
        }
        Duration more = options.watch().compareTo(LONGER) > 0 ? options.watch() : LONGER;
        Instant last = start.plus(options.watch()).plus(more);
        Duration step = options.watch().dividedBy(LOOKS.size());
        for (Instant due = start.plus(options.watch()).plus(step);
                watch.isOpen() && due.isBefore(last);
                due = due.plus(step)) {
            progress.now("waiting for the collector of a Java heap: until then garbage can't be told from growth");
            sleepUntil(due);
            watch.lookAtOpen();
        }
        return watch.grown();
    }

    private static void sleepUntil(Instant due) {
        Duration left = Duration.between(Instant.now(), due);
        if (!left.isNegative() && !left.isZero()) {
            java.util.concurrent.locks.LockSupport.parkNanos(left.toNanos());
        }
    }

    /** One finding for each service. */
    private List<Finding> findings(List<Evidence> all, List<ProcessView> processes) {
        Map<Service, List<Evidence>> services = new LinkedHashMap<>();
        all.forEach(evidence -> services.computeIfAbsent(evidence.subject().service(), _ -> new ArrayList<>())
                .add(evidence));
        Map<Service, Integer> sizes = new LinkedHashMap<>();
        processes.forEach(process -> sizes.merge(this.services.of(process), 1, Integer::sum));
        List<Finding> findings = new ArrayList<>();
        services.forEach((service, members) -> {
            int size = Math.max(members.size(), sizes.getOrDefault(service, 1));
            String target = members.size() == 1 && size == 1
                    ? members.getFirst().subject().target()
                    : service.title() + " (" + size + " processes)";
            findings.add(
                    finding(members.size() == 1 ? members.getFirst().subject().target() : target, size, members));
        });
        return findings;
    }

    /** The verdict on processes of one service: that of the member with most at stake. */
    private Finding finding(String target, int size, List<Evidence> members) {
        Evidence heaviest = members.getFirst();
        Diagnosis diagnosis = Diagnosis.of(heaviest);
        for (Evidence member : members.subList(1, members.size())) {
            Diagnosis other = Diagnosis.of(member);
            if (other.first().verdict().isFinding()
                    && (!diagnosis.first().verdict().isFinding()
                            || other.first().bytesAtStake() > diagnosis.first().bytesAtStake())) {
                heaviest = member;
                diagnosis = other;
            }
        }
        Diagnosis decided = diagnosis;
        Evidence decisive = withPool(heaviest, decided);
        long stake = members.stream()
                .mapToLong(member -> Diagnosis.of(member).stake(decided.first().verdict()))
                .sum();
        return new Finding(
                target,
                size,
                members.size(),
                stake,
                decided,
                decisive,
                Remedies.against(decided, decisive),
                Myths.about(decided, decisive));
    }

    /** Of a pool that leaks it is worth a question how much a request leaves: one to its status page. */
    private Evidence withPool(Evidence evidence, Diagnosis decided) {
        Service service = evidence.subject().service();
        if (!decided.holds(Verdict.LEAK) || service.master().isEmpty()) {
            return evidence;
        }
        progress.now("asking " + service.title() + " how its workers grow");
        return PoolQuestion.ask(root, service).map(evidence::with).orElse(evidence);
    }

    private DoctorReport report(
            HostView view, HostEvidence host, List<Evidence> all, List<Finding> findings, List<String> gaps) {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing((Finding finding) ->
                        !finding.diagnosis().first().verdict().isFinding())
                .thenComparing(Comparator.comparingLong(Finding::bytesAtStake).reversed()));
        List<Evidence> dark =
                all.stream().filter(evidence -> evidence.heaps().isEmpty()).toList();
        if (dark.size() > 1) {
            gaps.add(dark.size() + " processes may not be examined by this user: run as root, or with sudo "
                    + "(CAP_SYS_PTRACE)");
        } else {
            dark.forEach(evidence -> gaps.addAll(evidence.gaps()));
        }
        return new DoctorReport(view.at(), host, view.processes().size(), all.size(), took(), sorted, gaps);
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private HostEvidence evidenceOf(HostMemory memory) {
        return new HostEvidence(
                memory.name(),
                memory.total(),
                memory.available(),
                memory.anon(),
                memory.pageCache(),
                memory.shmem(),
                memory.slab(),
                memory.slabUnreclaimable(),
                memory.pageTables(),
                hugePages(),
                memory.cpus());
    }

    private static String hugePages() {
        try {
            return Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))
                    .strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
