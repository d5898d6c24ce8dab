package lacuna.report.heap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.Parked;
import lacuna.heap.ledger.Pin;
import lacuna.heap.ledger.Torn;
import lacuna.linux.text.ByteSize;

/** Sentences about heaps, the same on the screen and in JSON. */
final class HeapWords {
    /** Less than this stands nowhere out. */
    static final long NOTABLE = 1 << 20;

    private static final int NAMED = 2;

    private HeapWords() {}

    /** What stands out in the allocator's own terms, and what it keeps for threads that are no more. */
    static List<String> highlights(HeapAccount heap) {
        List<String> sentences = new ArrayList<>(heap.report().highlights());
        Parked parked = heap.parked();
        if (parked.regions() > 0 && parked.free() >= NOTABLE) {
            sentences.add(parked(heap, parked));
        }
        return sentences;
    }

    private static String parked(HeapAccount heap, Parked parked) {
        List<String> names = IntStream.range(0, heap.residences().size())
                .filter(i -> HeapAccount.isParked(heap.report().regions().get(i)))
                .boxed()
                .sorted((a, b) -> Long.compare(
                        heap.residences().get(b).freedResident(),
                        heap.residences().get(a).freedResident()))
                .limit(NAMED)
                .map(i -> heap.report().regions().get(i).region().name())
                .toList();
        String more = parked.regions() > NAMED ? ", ..." : "";
        String what = parked.regions() == 1
                ? names.getFirst() + " has no thread any more and holds "
                : parked.regions() + " regions have no thread any more (" + String.join(", ", names) + more
                        + ") and hold ";
        String call = heap.report().releaseCall();
        String given = call.isEmpty()
                ? ""
                : parked.trim() == 0
                        ? "; " + call + " gives back nothing of it"
                        : "; " + call + " gives back " + ByteSize.of(parked.trim()) + " of it";
        return what + ByteSize.of(parked.free()) + " free that nobody uses until a new thread takes "
                + (parked.regions() == 1 ? "it" : "them") + given;
    }

    static String pin(Pin pin) {
        String whose = pin.thread().isPresent() ? " of thread " + pin.thread().getAsInt() : "";
        return "one block of " + pin.size() + " bytes (" + HeapJson.word(pin.state()) + whose + ") at 0x"
                + Long.toHexString(pin.address()) + " keeps " + ByteSize.of(pin.below()) + " below it from shrinking";
    }

    /** What of {@code region} is wrong, and what would set it right if anything can. */
    static String broken(RegionReport region, Optional<Torn> torn) {
        String rule = region.violations().isEmpty()
                ? ByteSize.of(region.residue()) + " unaccounted for"
                : region.violations().getFirst().what()
                        + times(region.violations().getFirst().count());
        String what = region.region().name() + " does not add up: " + rule;
        return torn.map(known -> what
                        + known.needed()
                                .map(needed -> ". The process worked on its " + ByteSize.of(known.bytes())
                                        + " while they were read: run again with --max-pause " + suggested(needed))
                                .orElse(". Its " + ByteSize.of(known.bytes())
                                        + " were read as often as is of use: expect damage, or a gap of Lacuna's"))
                .orElse(what);
    }

    private static String times(long count) {
        return count == 1 ? "" : " (" + count + " times)";
    }

    /** A bound that a stop of about {@code needed} keeps: "180ms". */
    static String suggested(Duration needed) {
        long millis = needed.toMillis() * 5 / 4 + 1;
        return (millis + 9) / 10 * 10 + "ms";
    }
}
