package lacuna.heap.snapshot;

import java.util.List;
import lacuna.linux.call.PageFlag;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencySink;
import lacuna.linux.proc.Mapping;

/**
 * Writes which pages are where, as runs: the pages between the last run and this one, how many pages, and their flags, one
 * added, since 0 ends them.
 */
final class ResidencyWriter implements ResidencySink {
    private final SectionWriter section;
    private long expected;
    private long stretch = -1;
    private long stretches;
    private int refusals;

    ResidencyWriter(SectionWriter section) {
        this.section = section;
    }

    /** All that {@code residency} tells of {@code mappings}. */
    SectionWriter.Section write(Residency residency, List<Mapping> mappings) {
        section.number(flagsOf(residency.told()));
        for (Mapping mapping : mappings) {
            if (mapping.start() >= 0 && residency.pour(mapping.start(), mapping.end(), this) < 0) {
                refusals++;
            }
        }
        section.u8(0);
        if (stretches > Format.MOST_STRETCHES) {
            throw Format.tooLarge("its resident memory lies in too many places");
        }
        return section.finish(Format.RESIDENCY);
    }

    /** How many mappings' page tables could not be read. */
    int refusals() {
        return refusals;
    }

    @Override
    public void run(long address, long pages, int flags) {
        long first = address >>> PageSize.SHIFT;
        section.u8(flagsOf(flags) + 1);
        section.number(first - expected);
        section.number(pages);
        expected = first + pages;
        if (StoredResidency.counts(flagsOf(flags))) {
            long from = Math.max(first >>> StoredResidency.STRETCH_SHIFT, stretch + 1);
            stretch = (expected - 1) >>> StoredResidency.STRETCH_SHIFT;
            stretches += Math.max(0, stretch - from + 1);
        }
    }

    /** The file's own bits, whatever {@link PageFlag}'s become. */
    private static int flagsOf(int flags) {
        return bit(flags, PageFlag.PRESENT, StoredResidency.PRESENT)
                | bit(flags, PageFlag.SWAPPED, StoredResidency.SWAPPED)
                | bit(flags, PageFlag.FILE, StoredResidency.FILE)
                | bit(flags, PageFlag.EXCLUSIVE, StoredResidency.EXCLUSIVE)
                | bit(flags, PageFlag.ZERO, StoredResidency.ZERO)
                | bit(flags, PageFlag.HUGE, StoredResidency.HUGE);
    }

    private static int bit(int flags, int from, int to) {
        return (flags & from) != 0 ? to : 0;
    }
}
