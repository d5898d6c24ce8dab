package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencyTotals;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;

/**
 * The figures of a mapping's parts. The kernel tells those of the whole; the page tables tell what of it is present in each
 * part. Where nobody shares a page and none is special, and both say the same of the whole, all else follows from that.
 */
final class PartFigures {
    private static final List<MemoryField> SAME_AS_RESIDENT = List.of(
            MemoryField.PSS,
            MemoryField.PSS_DIRTY,
            MemoryField.PSS_ANON,
            MemoryField.PRIVATE_DIRTY,
            MemoryField.ANONYMOUS,
            MemoryField.LOCKED,
            MemoryField.REFERENCED);

    private PartFigures() {}

    /** In the order of {@code parts}; empty where the whole cannot be shared out exactly. */
    static Optional<List<MemoryFigures>> of(List<Part> parts, MemoryFigures whole, Residency residency) {
        long resident = whole.orZero(MemoryField.RSS);
        boolean isPlain = SAME_AS_RESIDENT.stream()
                        .filter(whole::has)
                        .allMatch(field -> whole.orZero(field) == resident || mayDiffer(field, whole.orZero(field)))
                && whole.orZero(MemoryField.ANON_HUGE_PAGES) == 0
                && whole.orZero(MemoryField.PRIVATE_HUGETLB) == 0
                && whole.orZero(MemoryField.LAZY_FREE) == 0
                && whole.orZero(MemoryField.KSM) == 0
                && whole.get(MemoryField.SWAP_PSS).orElse(whole.orZero(MemoryField.SWAP))
                        == whole.orZero(MemoryField.SWAP);
        if (!isPlain) {
            return Optional.empty();
        }
        List<MemoryFigures> figures = new ArrayList<>();
        long sum = 0;
        long swapped = 0;
        for (Part part : parts) {
            Optional<ResidencyTotals> totals = residency
                    .totals(part.mapping().start(), part.mapping().end())
                    .toOptional();
            if (totals.isEmpty()) {
                return Optional.empty();
            }
            long present =
                    totals.get().presentBytes() - totals.get().zeroBytes().orElse(0);
            sum += present;
            swapped += totals.get().swappedBytes();
            figures.add(part(part, whole, present, totals.get().swappedBytes()));
        }
        // Otherwise it changed meanwhile.
        return sum == resident && swapped == whole.orZero(MemoryField.SWAP) ? Optional.of(figures) : Optional.empty();
    }

    /** Pages that are locked are so by the mapping: all of it or none; those not referenced lately are not told by part. */
    private static boolean mayDiffer(MemoryField field, long value) {
        return field == MemoryField.REFERENCED || (field == MemoryField.LOCKED && value == 0);
    }

    private static MemoryFigures part(Part part, MemoryFigures whole, long present, long swapped) {
        MemoryFigures figures = new MemoryFigures();
        for (MemoryField field : MemoryField.values()) {
            if (whole.has(field)) {
                figures.set(field, 0);
            }
        }
        for (MemoryField field : SAME_AS_RESIDENT) {
            if (whole.has(field) && whole.orZero(field) == whole.orZero(MemoryField.RSS)) {
                figures.set(field, present);
            }
        }
        figures.set(MemoryField.SIZE, part.mapping().length());
        figures.set(MemoryField.RSS, present);
        figures.set(MemoryField.SWAP, swapped);
        if (whole.has(MemoryField.SWAP_PSS)) {
            figures.set(MemoryField.SWAP_PSS, swapped);
        }
        for (MemoryField field : List.of(MemoryField.KERNEL_PAGE_SIZE, MemoryField.MMU_PAGE_SIZE)) {
            whole.get(field).ifPresent(size -> figures.set(field, size));
        }
        return figures;
    }
}
