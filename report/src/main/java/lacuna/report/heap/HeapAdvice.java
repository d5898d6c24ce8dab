package lacuna.report.heap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.Kept;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.Torn;
import lacuna.heap.map.MapHeader;
import lacuna.linux.text.ByteSize;

/** What to do next, as far as the figures bear it: at most two lines, what is torn before what is much. */
final class HeapAdvice {
    private static final int MOST = 2;
    /** What {@code lacuna trim} has a process call. */
    private static final String TRIM = "malloc_trim(0)";

    /** A piece of advice, and how much memory it is about. */
    private record Line(long bytes, String words) {}

    private final HeapExamination examined;
    private final long total;
    private final boolean tellsResident;
    /** Only what runs here can be asked for something: a snapshot's process may be gone, or another host's. */
    private final boolean runs;

    private final String target;

    private HeapAdvice(HeapExamination examined) {
        this.examined = examined;
        this.total = Math.max(1, examined.ledger().total());
        this.tellsResident = examined.ledger().measure() == ResidentLedger.Measure.RESIDENT;
        MapHeader header = examined.map().header();
        this.runs = tellsResident && !header.isOfSnapshot() && header.pid().isPresent();
        this.target = runs ? Integer.toString(header.pid().getAsInt()) : header.isOfSnapshot() ? "SNAPSHOT" : "CORE";
    }

    static List<String> of(HeapExamination examined) {
        HeapAdvice advice = new HeapAdvice(examined);
        List<String> lines = new ArrayList<>();
        advice.readAgain().ifPresent(lines::add);
        Stream.of(advice.trim(), advice.holes(), advice.live(), advice.elsewhere())
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingLong(Line::bytes).reversed())
                .forEach(line -> lines.add(line.words()));
        return lines.subList(0, Math.min(MOST, lines.size()));
    }

    private Optional<String> readAgain() {
        return !runs
                ? Optional.empty()
                : examined.torn().stream()
                        .map(Torn::needed)
                        .flatMap(Optional::stream)
                        .max(Comparator.<Duration>naturalOrder())
                        .map(needed -> "lacuna heap " + target + " --max-pause " + HeapWords.suggested(needed)
                                + " reads what is torn at one moment.");
    }

    private Optional<Line> trim() {
        long bytes = examined.heaps().stream()
                .filter(heap -> heap.report().releaseCall().equals(TRIM))
                .mapToLong(HeapAccount::trim)
                .sum();
        return runs && isMuch(bytes, 20)
                ? line(bytes, "lacuna trim " + target + " --yes gives back " + ByteSize.of(bytes) + " now, ", ".")
                : Optional.empty();
    }

    private Optional<Line> holes() {
        List<Kept> kept = examined.heaps().stream().map(HeapAccount::kept).toList();
        long pinned = kept.stream().mapToLong(Kept::pinned).sum();
        long all = kept.stream().mapToLong(Kept::total).sum();
        if (isMuch(pinned, 10)) {
            return line(
                    pinned,
                    "lacuna heap " + target + " --holes --sizes shows the blocks that pin " + ByteSize.of(pinned)
                            + " of holes, ",
                    ".");
        }
        return isMuch(all, 10)
                ? line(
                        all,
                        "lacuna heap " + target + " --holes shows why " + ByteSize.of(all) + " of free memory stays, ",
                        ".")
                : Optional.empty();
    }

    private Optional<Line> live() {
        long live = examined.heaps().stream()
                .mapToLong(heap -> heap.resident(BlockState.LIVE))
                .sum();
        if (!isMuch(live, 2)) {
            return Optional.empty();
        }
        String sizes = " --sizes shows of which size they are.";
        String later = ": look again in ten minutes; if they grow, it is a leak.";
        return line(live, "Live blocks are ", (runs ? later : ".") + sizes);
    }

    private Optional<Line> elsewhere() {
        long heaps =
                examined.heaps().stream().mapToLong(HeapAccount::totalResident).sum();
        return isMuch(total - heaps, 2)
                ? line(total - heaps, "lacuna map " + target + " names what lies outside of the heaps, ", ".")
                : Optional.empty();
    }

    private boolean isMuch(long bytes, int partOfAll) {
        return bytes >= HeapWords.NOTABLE && bytes >= total / partOfAll;
    }

    /** {@code before} and {@code after} the share of {@code bytes} in all. */
    private Optional<Line> line(long bytes, String before, String after) {
        return Optional.of(new Line(bytes, before + share(bytes) + after));
    }

    private String share(long bytes) {
        return String.format(
                Locale.ROOT, "%.0f %% of what is %s", 100.0 * bytes / total, tellsResident ? "resident" : "mapped");
    }
}
