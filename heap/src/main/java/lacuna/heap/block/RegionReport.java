package lacuna.heap.block;

import java.util.List;

/**
 * One region, walked. {@code residue} is what the allocator says it holds less what the walk found: 0 when all bytes are
 * accounted for. It is consistent when there is no residue and no rule was broken.
 */
public record RegionReport(Region region, Tally tally, long residue, List<Violation> violations) {
    public RegionReport {
        violations = List.copyOf(violations);
    }

    public boolean isConsistent() {
        return residue == 0 && violations.isEmpty();
    }
}
