package lacuna.doctor.evidence;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.linux.proc.MemoryField;

/**
 * All that is known of one process.
 *
 * @param heaps its heaps, walked; empty where it may not be examined
 * @param bloat resident pages within huge pages that hold nothing but zeros, estimated
 * @param gaps what could not be had, in words for the user
 * @param pool what PHP-FPM tells of how its workers grow, where it was asked
 */
public record Evidence(
        Subject subject,
        ProcessFigures figures,
        Optional<HeapExamination> heaps,
        HugePageBloat bloat,
        Growth growth,
        HostEvidence host,
        List<String> gaps,
        Optional<PoolGrowth> pool) {
    /** Below this nothing is worth a finding: a few MiB are what starting a process costs. */
    private static final long LEAST = 8L << 20;

    public Evidence {
        gaps = List.copyOf(gaps);
    }

    public Evidence(
            Subject subject,
            ProcessFigures figures,
            Optional<HeapExamination> heaps,
            HugePageBloat bloat,
            Growth growth,
            HostEvidence host,
            List<String> gaps) {
        this(subject, figures, heaps, bloat, growth, host, gaps, Optional.empty());
    }

    /** This, with what several looks told. */
    public Evidence with(Growth known) {
        return new Evidence(subject, figures, heaps, bloat, known, host, gaps, pool);
    }

    /** This, with what its pool tells of growth. */
    public Evidence with(PoolGrowth told) {
        return new Evidence(subject, figures, heaps, bloat, growth, host, gaps, Optional.of(told));
    }

    /** This, with what the kernel counts at another time. */
    public Evidence with(ProcessFigures counted) {
        return new Evidence(subject, counted, heaps, bloat, growth, host, gaps, pool);
    }

    /** What is resident; of a core, what is mapped. */
    public long resident() {
        return heaps.map(examined -> examined.ledger().total())
                .orElseGet(() -> figures.rss().orElse(0));
    }

    /** What has to be at stake to be worth a finding: an eighth of what is resident. */
    public long significant() {
        return Math.max(LEAST, resident() / 8);
    }

    public List<HeapAccount> accounts() {
        return heaps.map(HeapExamination::heaps).orElse(List.of());
    }

    /** The heap of the allocator called {@code name}. */
    public Optional<HeapAccount> account(String name) {
        return accounts().stream()
                .filter(account -> account.report().identity().allocator().equals(name))
                .findFirst();
    }

    /** All heaps of the allocator called {@code name}: a process may have loaded it twice. */
    public List<HeapAccount> accounts(String name) {
        return accounts().stream()
                .filter(account -> account.report().identity().allocator().equals(name))
                .toList();
    }

    public boolean has(String allocator) {
        return account(allocator).isPresent();
    }

    /** Resident bytes of all blocks in {@code state}. */
    public long inState(BlockState state) {
        return sum(account -> account.resident(state));
    }

    public long live() {
        return inState(BlockState.LIVE);
    }

    public long sum(ToLongFunction<HeapAccount> figure) {
        return accounts().stream().mapToLong(figure).sum();
    }

    /** Resident bytes of all mappings of {@code kind}; of a core, their sizes. */
    public long ofKind(MappingKind kind) {
        return heaps.map(examined -> examined.map().entries().stream()
                        .filter(entry -> entry.name().kind() == kind)
                        .mapToLong(Evidence::weight)
                        .sum())
                .orElse(0L);
    }

    private static long weight(MapEntry entry) {
        return entry.figure(MemoryField.RSS)
                .orElse(
                        entry.figures().isPresent() || entry.mapping().isInaccessible()
                                ? 0
                                : entry.mapping().length());
    }
}
