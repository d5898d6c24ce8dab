package lacuna.doctor.examine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.doctor.evidence.Collected;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.evidence.HostEvidence;
import lacuna.doctor.evidence.HugePageBloat;
import lacuna.doctor.evidence.Look;
import lacuna.doctor.evidence.ProcessFigures;
import lacuna.doctor.evidence.Service;
import lacuna.doctor.evidence.Subject;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Figure;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessStat;
import lacuna.linux.proc.StatusMemory;
import lacuna.watch.sample.ProcessView;

/** Collects the evidence on one process, or on a file of one. */
final class EvidenceReader {
    private final ProcRoot root;
    private final HostEvidence host;
    private final HeapOptions.Picture picture;
    private final Services services;

    EvidenceReader(ProcRoot root, HostEvidence host, HeapOptions.Picture picture, Services services) {
        this.root = root;
        this.host = host;
        this.picture = picture;
        this.services = services;
    }

    /** {@code maxPause} zero for a process that nobody named; empty when it has left. */
    Optional<Evidence> of(ProcessView process, Duration maxPause) {
        List<String> gaps = new ArrayList<>();
        Optional<HeapExamination> heaps = Optional.empty();
        HugePageBloat bloat = HugePageBloat.NONE;
        try {
            HeapOptions options = new HeapOptions(maxPause, HeapOptions.DEFAULT.map()).with(picture);
            HeapExamination examined = HeapExamination.ofProcess(root, process.pid(), options);
            gaps.addAll(examined.gaps());
            bloat = ZeroPages.in(process.pid(), examined.map().entries());
            heaps = Optional.of(examined);
        } catch (CannotExamine refusal) {
            if (hasLeft(process)) {
                return Optional.empty();
            }
            gaps.add(refusal.getMessage());
        }
        return Optional.of(new Evidence(subject(process), figures(process), heaps, bloat, Growth.UNKNOWN, host, gaps));
    }

    private boolean hasLeft(ProcessView process) {
        try (ProcReader reader = new ProcReader(root)) {
            return reader.stat(process.pid())
                    .toOptional()
                    .filter(stat -> stat.startTicks() == process.key().startTicks() && !stat.isZombie())
                    .isEmpty();
        }
    }

    /** A core or a snapshot. */
    static Evidence of(HeapExamination examined) {
        String name = examined.map().header().process();
        Subject subject = new Subject(
                examined.map().header().target(),
                OptionalInt.empty(),
                name,
                "",
                OptionalInt.empty(),
                false,
                new Service("executable", name, Optional.empty()),
                Optional.empty());
        return new Evidence(
                subject,
                ProcessFigures.NONE,
                Optional.of(examined),
                HugePageBloat.NONE,
                Growth.UNKNOWN,
                HostEvidence.UNKNOWN,
                examined.gaps());
    }

    /** What this evidence adds to the growth of its process. */
    static Look look(Evidence evidence, Instant at) {
        long free = evidence.inState(BlockState.FREE)
                + evidence.inState(BlockState.TOP)
                + evidence.inState(BlockState.CACHED)
                + evidence.inState(BlockState.THREAD_CACHED);
        long blocks = evidence.sum(EvidenceReader::liveBlocks);
        return new Look(at, evidence.resident(), evidence.live(), blocks, free, collected(evidence));
    }

    /** What the collector of a Java heap says; a look that falls into a collection counts what is being copied twice. */
    private static Optional<Collected> collected(Evidence evidence) {
        return evidence.account(Heaps.JAVA)
                .filter(java -> figure(java, "collections") >= 0)
                .map(java -> {
                    long others = evidence.live() - java.resident(BlockState.LIVE);
                    boolean isApart = !java.report().regions().isEmpty();
                    return new Collected(
                            figure(java, "collections"),
                            others + figure(java, "used"),
                            others + figure(java, "outside_eden"),
                            isApart ? Collected.End.SEEN : Collected.End.UNKNOWN);
                });
    }

    static boolean isWithinCollection(Evidence evidence) {
        return evidence.account(Heaps.JAVA)
                .filter(java -> figure(java, "in_collection") > 0)
                .isPresent();
    }

    private static long figure(HeapAccount account, String name) {
        return account.report().figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToLong(Figure::value)
                .findFirst()
                .orElse(-1);
    }

    private static long liveBlocks(HeapAccount account) {
        return account.report().total().blocks(BlockState.LIVE);
    }

    private Subject subject(ProcessView process) {
        OptionalInt parent = OptionalInt.empty();
        boolean sharesProgram = false;
        String executable = "";
        try (ProcReader reader = new ProcReader(root)) {
            executable = reader.exe(process.pid()).toOptional().orElse("");
            Optional<Integer> above = reader.stat(process.pid()).toOptional().map(ProcessStat::parent);
            if (above.isPresent()) {
                parent = OptionalInt.of(above.get());
                String parents = reader.exe(above.get()).toOptional().orElse("");
                sharesProgram = !parents.isEmpty() && parents.equals(executable);
            }
        }
        return new Subject(
                "process " + process.pid() + " (" + process.name() + ")",
                OptionalInt.of(process.pid()),
                process.name(),
                executable,
                parent,
                sharesProgram,
                services.of(process),
                process.startedAt().map(at -> Duration.between(at, Instant.now())));
    }

    private ProcessFigures figures(ProcessView process) {
        try (ProcReader reader = new ProcReader(root)) {
            Optional<MemoryFigures> rollup = reader.smapsRollup(process.pid()).toOptional();
            OptionalLong pageTables = reader.status(process.pid())
                    .toOptional()
                    .map(status -> status.memory())
                    .map(StatusMemory::vmPte)
                    .orElse(OptionalLong.empty());
            return new ProcessFigures(
                    figure(rollup, MemoryField.RSS, process.rss()),
                    process.resident().anon(),
                    process.resident().file(),
                    process.resident().shmem(),
                    figure(rollup, MemoryField.PSS, OptionalLong.empty()),
                    rollup.map(MemoryFigures::uss).orElse(OptionalLong.empty()),
                    process.resident().swap(),
                    figure(rollup, MemoryField.ANON_HUGE_PAGES, OptionalLong.empty()),
                    figure(rollup, MemoryField.LAZY_FREE, OptionalLong.empty()),
                    pageTables,
                    process.threads());
        }
    }

    private static OptionalLong figure(Optional<MemoryFigures> rollup, MemoryField field, OptionalLong otherwise) {
        return rollup.map(figures -> figures.get(field)).orElse(otherwise);
    }
}
