package lacuna.report.heap;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.RegionResidence;
import lacuna.heap.map.MapHeader;
import lacuna.heap.trim.HeapTrim;
import lacuna.heap.trim.TrimLimits;
import lacuna.heap.trim.TrimOutcome;
import lacuna.linux.text.ByteSize;
import lacuna.report.json.JsonDocument;
import lacuna.report.text.Durations;

/** What {@code lacuna trim} will do, and what came of it: foretold beside measured. */
public final class TrimReport {
    private static final int VERSION = 1;
    /** Other allocators of the process are left as they are. */
    private static final String CALL = "malloc_trim(0)";

    private final MapHeader target;
    private final long resident;
    private final long predicted;

    public TrimReport(HeapExamination before) {
        this.target = before.map().header();
        List<HeapAccount> trimmed = before.heaps().stream()
                .filter(heap -> heap.report().releaseCall().equals(CALL))
                .toList();
        this.resident = trimmed.stream()
                .flatMap(heap -> heap.residences().stream())
                .mapToLong(RegionResidence::totalResident)
                .sum();
        this.predicted = trimmed.stream().mapToLong(HeapAccount::trim).sum();
    }

    /** Said before anything is done. */
    public List<String> plan() {
        return List.of(
                "One thread of " + target.process() + " (" + target.target()
                        + ") will call malloc_trim(0): busy for about " + Durations.of(estimate()) + " with "
                        + ByteSize.of(resident) + " of heap.",
                "Ends after " + Durations.of(limits().whole())
                        + " at the latest, done or not; the process runs on in any case.",
                "Foretold to give back: " + ByteSize.of(predicted) + ".");
    }

    public List<String> outcome(TrimOutcome outcome) {
        return switch (outcome) {
            case TrimOutcome.Trimmed trimmed -> trimmed(trimmed);
            case TrimOutcome.GaveUp(TrimOutcome.Reason reason, TrimOutcome.Cost cost) ->
                List.of("Given up: " + words(reason) + ". " + words(cost));
            case TrimOutcome.Refused _ -> List.of();
        };
    }

    private List<String> trimmed(TrimOutcome.Trimmed trimmed) {
        List<String> lines = new ArrayList<>();
        given(trimmed)
                .ifPresent(bytes -> lines.add("Gave back " + ByteSize.of(bytes) + " (foretold "
                        + ByteSize.of(predicted) + "): RSS "
                        + ByteSize.of(trimmed.rssBefore().orElse(0)) + " before, "
                        + ByteSize.of(trimmed.rssAfter().orElse(0)) + " after."));
        lines.add(words(trimmed.cost()));
        return lines;
    }

    /** Schema lacuna.trim/1; without an outcome it is the plan. */
    public void json(Optional<TrimOutcome> outcome, OutputStream out) {
        try (JsonDocument json = JsonDocument.begin(out, "trim", VERSION)) {
            json.object("target", () -> {
                target.pid().ifPresent(pid -> json.number("pid", pid));
                json.text("name", target.process());
            });
            json.number("heapResident", resident)
                    .number("predicted", predicted)
                    .number("estimateMicros", estimate().toNanos() / 1000)
                    .number("deadlineMicros", limits().whole().toNanos() / 1000);
            json.text("outcome", outcome.map(TrimReport::word).orElse("planned"));
            outcome.ifPresent(done -> {
                if (done instanceof TrimOutcome.Trimmed trimmed) {
                    json.number("rssBefore", trimmed.rssBefore()).number("rssAfter", trimmed.rssAfter());
                    json.number("released", given(trimmed).map(OptionalLong::of).orElse(OptionalLong.empty()));
                    cost(json, trimmed.cost());
                }
                if (done instanceof TrimOutcome.GaveUp gaveUp) {
                    json.text(
                            "reason",
                            gaveUp.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                    cost(json, gaveUp.cost());
                }
            });
        }
    }

    private static void cost(JsonDocument json, TrimOutcome.Cost cost) {
        json.number("attempts", cost.attempts())
                .number("longestStopMicros", cost.longestStop().toNanos() / 1000)
                .number("callMicros", cost.call().toNanos() / 1000);
    }

    /** How long it may take. */
    public TrimLimits limits() {
        return TrimLimits.of(estimate());
    }

    private Duration estimate() {
        return HeapTrim.estimate(resident);
    }

    private static Optional<Long> given(TrimOutcome.Trimmed trimmed) {
        return trimmed.rssBefore().isPresent() && trimmed.rssAfter().isPresent()
                ? Optional.of(
                        trimmed.rssBefore().getAsLong() - trimmed.rssAfter().getAsLong())
                : Optional.empty();
    }

    private static String words(TrimOutcome.Cost cost) {
        return cost.attempts() + (cost.attempts() == 1 ? " stop" : " stops") + " of one thread, the longest "
                + Durations.ofMicros(cost.longestStop().toNanos() / 1000) + ", in malloc_trim "
                + Durations.ofMicros(cost.call().toNanos() / 1000) + ".";
    }

    private String words(TrimOutcome.Reason reason) {
        return switch (reason) {
            case INSIDE_MALLOC -> "every thread that was stopped was inside malloc; try again when it is less busy";
            case LOCKED -> "a lock of malloc was held all the time; try again when it is less busy";
            case NO_STOP -> "no thread could be stopped where it can make a call";
            case STILL_AT_WORK ->
                "malloc_trim is still at work after " + Durations.of(limits().work())
                        + "; it ends by itself, and the thread goes on; look again with lacuna heap";
            case FAULTED -> "malloc_trim failed on the heap, which is damaged; expect the process to abort by itself";
        };
    }

    private static String word(TrimOutcome outcome) {
        return switch (outcome) {
            case TrimOutcome.Trimmed _ -> "trimmed";
            case TrimOutcome.GaveUp _ -> "gave-up";
            case TrimOutcome.Refused _ -> "refused";
        };
    }
}
