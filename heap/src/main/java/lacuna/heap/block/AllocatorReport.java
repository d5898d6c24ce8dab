package lacuna.heap.block;

import java.util.List;

/** An allocator of a process: what it is, its settings, and each of its regions. */
public record AllocatorReport(
        AllocatorIdentity identity, List<Setting> settings, List<RegionReport> regions, List<String> notes) {
    public AllocatorReport {
        settings = List.copyOf(settings);
        regions = List.copyOf(regions);
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
