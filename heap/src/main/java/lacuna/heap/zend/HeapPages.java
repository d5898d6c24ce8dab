package lacuna.heap.zend;

import java.util.Optional;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Violations;
import lacuna.linux.call.Access;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencyTotals;

/**
 * How much of PHP's heap is in memory: of the chunks of a request one page may be touched or all, and those that are kept
 * stay as they were. Told by the page tables, so nothing of the heap but its headers is read.
 *
 * @param resident all of it, with the cached chunks and the huge blocks
 * @param cached of that, in chunks that are kept for the next request
 */
public record HeapPages(long resident, long cached) {
    HeapPages plus(HeapPages other) {
        return new HeapPages(resident + other.resident, cached + other.cached);
    }

    /** Empty where the lists of chunks do not hold still, or the kernel does not tell. */
    static Optional<HeapPages> of(
            HeapPlace place, HeapFields fields, ByteReader memory, DataMemory data, Residency residency) {
        Violations violations = new Violations();
        RingChunks ring = RingChunks.read(place, fields, memory, data, violations);
        Sum used = new Sum(residency);
        for (int i = 0; i < ring.count(); i++) {
            used.add(ring.address(i), ZendLayout.CHUNK);
        }
        HugeBlocks.of(fields, ring, memory, data, violations).forEach(huge -> used.add(huge.address(), huge.size()));
        Sum kept = new Sum(residency);
        KeptChunks.of(fields, place.layout(), ring, memory, data, violations)
                .forEach(chunk -> kept.add(chunk.address(), ZendLayout.CHUNK));
        return violations.isEmpty() && used.isComplete && kept.isComplete
                ? Optional.of(new HeapPages(used.bytes + kept.bytes, kept.bytes))
                : Optional.empty();
    }

    private static final class Sum {
        private final Residency residency;
        private long bytes;
        private boolean isComplete = true;

        Sum(Residency residency) {
            this.residency = residency;
        }

        void add(long start, long length) {
            switch (residency.totals(start, start + length)) {
                case Access.Granted<ResidencyTotals>(ResidencyTotals totals) ->
                    // The page of zeros is nobody's memory.
                    bytes += totals.presentBytes() - totals.zeroBytes().orElse(0);
                case Access.Refused<ResidencyTotals> _ -> isComplete = false;
            }
        }
    }
}
