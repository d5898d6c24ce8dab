package lacuna.heap.ledger;

import java.util.List;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.proc.Mapping;

/** Where the blocks of a region lie: the pieces of memory that they fill, and the resident bytes named in each mapping. */
public final class Footprint {
    private final long[] starts;
    private final long[] ends;
    private final long[] named;
    private final Claims pieces = new Claims();
    private long pieceStart;
    private long pieceEnd;
    private int current;

    Footprint(List<Mapping> mappings) {
        this(
                mappings.stream().mapToLong(Mapping::start).toArray(),
                mappings.stream().mapToLong(Mapping::end).toArray());
    }

    private Footprint(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
        named = new long[starts.length];
    }

    /** Of {@code [start, end)}, {@code present} bytes are resident. */
    void add(long start, long end, long present, ResidentBytes resident) {
        if (isInLast(start, end)) {
            named[current] += present;
            return;
        }
        long at = start;
        current = first(start);
        while (at < end && current < named.length) {
            long to = Math.min(end, ends[current]);
            if (to > at && at >= starts[current]) {
                named[current] += resident.between(at, to);
            }
            at = Math.max(at, to);
            if (at < end) {
                current++;
                if (current < named.length) {
                    at = Math.max(at, Math.min(starts[current], end));
                }
            }
        }
    }

    /** Whether {@code [start, end)} lies in the mapping that was added to last. */
    boolean isInLast(long start, long end) {
        return current < named.length && start >= starts[current] && end <= ends[current];
    }

    /** Another over the same mappings, for blocks that lie behind. */
    Footprint behind() {
        return new Footprint(starts, ends);
    }

    /** Adds what {@code behind} holds, whose blocks lie behind all of this one's. */
    void join(Footprint behind) {
        finish();
        pieces.addAll(behind.pieces);
        pieceStart = behind.pieceStart;
        pieceEnd = behind.pieceEnd;
        add(behind);
    }

    /** The next block is {@code [start, end)}. */
    void extend(long start, long end) {
        if (start != pieceEnd) {
            finish();
            pieceStart = start;
        }
        pieceEnd = end;
    }

    /** After the last block. */
    void finish() {
        if (pieceEnd > pieceStart) {
            pieces.add(pieceStart, pieceEnd);
        }
        pieceStart = 0;
        pieceEnd = 0;
    }

    void claim(Claims claims) {
        claims.addAll(pieces);
    }

    void add(Footprint other) {
        for (int i = 0; i < named.length; i++) {
            named[i] += other.named[i];
        }
    }

    /** The resident bytes named in the {@code index}th mapping. */
    public long named(int index) {
        return named[index];
    }

    /** The first mapping that ends behind {@code address}. */
    private int first(long address) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ends[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
