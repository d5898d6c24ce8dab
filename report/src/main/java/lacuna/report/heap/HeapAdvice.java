package lacuna.report.heap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.Kept;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.Torn;
import lacuna.report.text.ByteSize;

/** What to do next, as far as the figures bear it: at most two lines, the one that helps most first. */
final class HeapAdvice {
    private static final int MOST = 2;
    /** What {@code lacuna trim} has a process call. */
    private static final String TRIM = "malloc_trim(0)";

    private final HeapExamination examined;
    private final long total;
    private final boolean isLive;
    private final String target;

    private HeapAdvice(HeapExamination examined) {
        this.examined = examined;
        this.total = Math.max(1, examined.ledger().total());
        this.isLive = examined.ledger().measure() == ResidentLedger.Measure.RESIDENT;
        this.target = isLive && examined.map().header().pid().isPresent()
                ? Integer.toString(examined.map().header().pid().getAsInt())
                : "CORE";
    }

    static List<String> of(HeapExamination examined) {
        HeapAdvice advice = new HeapAdvice(examined);
        List<String> lines = new ArrayList<>();
        advice.readAgain().ifPresent(lines::add);
        advice.trim().ifPresent(lines::add);
        advice.holes().ifPresent(lines::add);
        advice.live().ifPresent(lines::add);
        advice.elsewhere().ifPresent(lines::add);
        return lines.subList(0, Math.min(MOST, lines.size()));
    }

    private Optional<String> readAgain() {
        return examined.torn().stream()
                .map(Torn::needed)
                .flatMap(Optional::stream)
                .max(Comparator.<Duration>naturalOrder())
                .map(needed -> "lacuna heap " + target + " --max-pause " + HeapWords.suggested(needed)
                        + " reads what is torn at one moment.");
    }

    private Optional<String> trim() {
        long bytes = examined.heaps().stream()
                .filter(heap -> heap.report().releaseCall().equals(TRIM))
                .mapToLong(HeapAccount::trim)
                .sum();
        return isLive && isMuch(bytes, 20)
                ? Optional.of("lacuna trim " + target + " --yes gives back " + ByteSize.of(bytes) + " now, "
                        + share(bytes) + ".")
                : Optional.empty();
    }

    private Optional<String> holes() {
        List<Kept> kept = examined.heaps().stream().map(HeapAccount::kept).toList();
        long pinned = kept.stream().mapToLong(Kept::pinned).sum();
        long all = kept.stream().mapToLong(Kept::total).sum();
        if (isMuch(pinned, 10)) {
            return Optional.of("lacuna heap " + target + " --holes --sizes shows the blocks that pin "
                    + ByteSize.of(pinned) + " of holes, " + share(pinned) + ".");
        }
        return isMuch(all, 10)
                ? Optional.of("lacuna heap " + target + " --holes shows why " + ByteSize.of(all)
                        + " of free memory stays, " + share(all) + ".")
                : Optional.empty();
    }

    private Optional<String> live() {
        long live = examined.heaps().stream()
                .mapToLong(heap -> heap.resident(BlockState.LIVE))
                .sum();
        if (!isMuch(live, 2)) {
            return Optional.empty();
        }
        String sizes = "--sizes shows of which size they are.";
        return Optional.of(
                isLive
                        ? "Live blocks are " + share(live) + ": look again in ten minutes; if they grow, it is a leak. "
                                + sizes
                        : "Live blocks are " + share(live) + ": " + sizes);
    }

    private Optional<String> elsewhere() {
        long heaps =
                examined.heaps().stream().mapToLong(HeapAccount::totalResident).sum();
        return isMuch(total - heaps, 2)
                ? Optional.of(
                        "lacuna map " + target + " names what lies outside of the heaps, " + share(total - heaps) + ".")
                : Optional.empty();
    }

    private boolean isMuch(long bytes, int partOfAll) {
        return bytes >= HeapWords.NOTABLE && bytes >= total / partOfAll;
    }

    private String share(long bytes) {
        return String.format(
                Locale.ROOT, "%.0f %% of what is %s", 100.0 * bytes / total, isLive ? "resident" : "mapped");
    }
}
