package lacuna.heap.block;

import java.util.List;

/**
 * An allocator of a process: what it is, its figures, and each of its regions.
 *
 * @param releaseCall the call that makes it give memory back, "" where there is none
 * @param shrinksFromItsEnds whether the last block of a heap keeps what is free below it from going back
 * @param highlights what stands out, in its own terms and in words for the user, the weightiest first
 * @param notes what was noticed on the way, in words for the user
 */
public record AllocatorReport(
        AllocatorIdentity identity,
        String releaseCall,
        boolean shrinksFromItsEnds,
        List<Figure> figures,
        List<RegionReport> regions,
        List<Detail> details,
        List<String> highlights,
        List<String> notes) {
    public AllocatorReport {
        figures = List.copyOf(figures);
        regions = List.copyOf(regions);
        details = List.copyOf(details);
        highlights = List.copyOf(highlights);
        notes = List.copyOf(notes);
    }

    public boolean isConsistent() {
        return regions.stream().allMatch(RegionReport::isConsistent);
    }

    public long system() {
        return regions.stream().mapToLong(region -> region.region().system()).sum();
    }

    public Tally total() {
        return regions.stream().map(RegionReport::tally).reduce(Tally.EMPTY, Tally::plus);
    }
}
