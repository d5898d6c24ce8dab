package lacuna.doctor.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/**
 * The opinions of all rules on one process, in order.
 *
 * @param first what it comes down to
 * @param also what holds besides
 * @param nearest the verdict that is nearest to holding, and does not
 */
public record Diagnosis(Opinion first, List<Opinion> also, Optional<Opinion> nearest) {
    public Diagnosis {
        also = List.copyOf(also);
    }

    /** What a figure may be off by, and no verdict that is sure may turn. */
    private static final double SLACK = 1.05;

    /** As sure as it stays when one figure is a little more or less. */
    public static Diagnosis of(Evidence evidence) {
        Diagnosis decided = decided(evidence);
        if (decided.first.confidence() != Confidence.HIGH) {
            return decided;
        }
        return doubt(evidence, decided)
                .map(reason -> new Diagnosis(decided.first.doubted(reason), decided.also, decided.nearest))
                .orElse(decided);
    }

    /** What could as well have been said; empty where it is clear. */
    private static Optional<String> doubt(Evidence evidence, Diagnosis decided) {
        Opinion first = decided.first;
        if (first.verdict() != Verdict.HEALTHY && first.nearness() < SLACK) {
            return Optional.of("it is barely " + first.verdict().title());
        }
        for (Rule rule : Rules.ALL) {
            Opinion other = rule.judge(evidence);
            boolean isBefore = rank(other.verdict()) <= rank(first.verdict()) && other.verdict() != first.verdict();
            if (isBefore && !other.holds() && other.nearness() * SLACK >= 1) {
                return Optional.of("it is nearly " + other.verdict().title());
            }
            boolean isEven = rank(other.verdict()) == rank(first.verdict()) && other.verdict() != first.verdict();
            if (isEven && other.holds() && other.bytesAtStake() * SLACK >= first.bytesAtStake()) {
                return Optional.of("it is as much " + other.verdict().title());
            }
        }
        return evidence.figures().varied(SLACK - 1).stream()
                .map(figures -> decided(evidence.with(figures)).first.verdict())
                .filter(verdict -> verdict != first.verdict())
                .findFirst()
                .map(verdict -> "it is nearly " + verdict.title());
    }

    private static Diagnosis decided(Evidence evidence) {
        List<Opinion> opinions =
                Rules.ALL.stream().map(rule -> rule.judge(evidence)).toList();
        List<Opinion> holding = new ArrayList<>(
                opinions.stream().filter(Opinion::holds).sorted(WEIGHT).toList());
        Optional<Opinion> nearest = opinions.stream()
                .filter(opinion -> !opinion.holds() && opinion.verdict() != Verdict.UNKNOWN)
                .max(Comparator.comparingDouble(Opinion::nearness));
        if (holding.isEmpty()) {
            return new Diagnosis(healthy(evidence, nearest), List.of(), nearest);
        }
        return new Diagnosis(holding.removeFirst(), holding, nearest);
    }

    /** All opinions that hold, the weightiest first. */
    public List<Opinion> holding() {
        List<Opinion> all = new ArrayList<>();
        all.add(first);
        all.addAll(also);
        return all;
    }

    public boolean holds(Verdict verdict) {
        return holding().stream().anyMatch(opinion -> opinion.verdict() == verdict);
    }

    /** The bytes at stake by {@code verdict}, 0 where it does not hold. */
    public long stake(Verdict verdict) {
        return holding().stream()
                .filter(opinion -> opinion.verdict() == verdict)
                .mapToLong(Opinion::bytesAtStake)
                .sum();
    }

    /** What would have made it {@link #nearest}; "" where nothing is near. */
    public String turning() {
        return nearest.map(other -> other.verdict().title() + " from " + ByteSize.of(other.threshold()) + " "
                        + other.measure() + " on; it has " + ByteSize.of(other.bytesAtStake()))
                .orElse("");
    }

    /** First what grows, then what can be won, the most first; an arena sprawl explains the retention that it causes. */
    private static final Comparator<Opinion> WEIGHT = Comparator.comparingInt(
                    (Opinion opinion) -> rank(opinion.verdict()))
            .thenComparing(Comparator.comparingLong(Opinion::bytesAtStake).reversed());

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case LEAK -> 0;
            case ARENA_SPRAWL -> 1;
            case RETENTION,
                    FRAGMENTATION,
                    THP_BLOAT,
                    SWAPPED,
                    PAGE_TABLES,
                    STACKS,
                    SHARED_MEMORY,
                    NOT_PRIVATE,
                    KERNEL -> 2;
            case UNKNOWN -> 3;
            case WARMING_UP -> 4;
            case BIG_LIVE -> 5;
            case HEALTHY -> 6;
        };
    }

    private static Opinion healthy(Evidence evidence, Optional<Opinion> nearest) {
        Trust trust = evidence.growth().isOpen() ? new Trust(Confidence.LOW, LeakRule.OPEN) : Trust.inHeapsOf(evidence);
        return new Opinion(
                Verdict.HEALTHY,
                0,
                0,
                trust.confidence(),
                trust.why(),
                "nothing stands out in " + ByteSize.of(evidence.resident()),
                "",
                nearest.map(Opinion::facts).orElseGet(() -> List.of(Fact.bytes("resident", evidence.resident()))));
    }
}
