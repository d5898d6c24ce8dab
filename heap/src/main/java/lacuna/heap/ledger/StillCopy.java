package lacuna.heap.ledger;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import lacuna.heap.block.ByteReader;
import lacuna.linux.call.PageFlag;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.ProcessMemory;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencySink;
import lacuna.linux.call.ResidencyTotals;

/**
 * The present pages of some ranges of a process, copied in one go into memory that was allocated and touched before: what
 * is done while the process stands still is only this. What lies elsewhere is read from the process as it runs.
 */
final class StillCopy implements ByteReader, ResidencySink, AutoCloseable {
    /** More than can be copied within any bearable pause. */
    private static final long MOST_BYTES = 1L << 30;
    /** No machine copies faster: what would take longer even so is not begun. */
    private static final long MOST_BYTES_A_SECOND = 4L << 30;

    /** An estimate, where none was measured: each page is copied twice on the way. */
    private static final long USUAL_BYTES_A_SECOND = 3L << 29;

    private static final long ROOM = 16L << 20;
    private static final int MOST_RUNS = 1 << 17;

    private final ProcessMemory memory;
    private final Residency residency;
    private final ByteReader elsewhere;
    private final long[] ranges;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;
    private final long[] starts = new long[MOST_RUNS];
    private final long[] ends = new long[MOST_RUNS];
    private final long[] offsets = new long[MOST_RUNS];
    private int runs;
    private long filled;
    private boolean isComplete;
    private final Optional<Duration> tooLong;

    /**
     * Of {@code ranges}, pairs of start and end in ascending order, of the process that the two sources speak of; no more
     * than can be copied in {@code pause}.
     */
    StillCopy(ProcessMemory memory, Residency residency, ByteReader elsewhere, long[] ranges, Duration pause) {
        this.memory = memory;
        this.residency = residency;
        this.elsewhere = elsewhere;
        this.ranges = ranges.clone();
        ResidencyTotals totals = new ResidencyTotals(residency.told());
        for (int i = 0; i < ranges.length; i += 2) {
            residency.pour(ranges[i], ranges[i + 1], totals);
        }
        double fits = pause.toNanos() * 1e-9 * MOST_BYTES_A_SECOND;
        long most = (long) Math.min(MOST_BYTES, fits);
        long wanted = totals.presentBytes() + totals.presentBytes() / 4 + ROOM;
        boolean isTooMuch = totals.presentBytes() > most;
        tooLong = isTooMuch ? Optional.of(usual(totals.presentBytes())) : Optional.empty();
        bytes = arena.allocate(isTooMuch ? PageSize.BYTES : Math.min(wanted, MOST_BYTES), PageSize.BYTES);
    }

    /** How long a copy would take about, where that is longer than the pause by far: then there is no room for one. */
    Optional<Duration> tooLong() {
        return tooLong;
    }

    private static Duration usual(long bytes) {
        return Duration.ofNanos((long) (1e9 * bytes / USUAL_BYTES_A_SECOND));
    }

    /** Copies: whether all that is present could be copied. */
    boolean take() {
        runs = 0;
        filled = 0;
        isComplete = true;
        for (int i = 0; i < ranges.length; i += 2) {
            isComplete &= residency.pour(ranges[i], ranges[i + 1], this) >= 0;
        }
        return isComplete;
    }

    @Override
    public void run(long address, long pages, int flags) {
        long length = pages << PageSize.SHIFT;
        if ((flags & PageFlag.PRESENT) == 0 || runs == MOST_RUNS || length > bytes.byteSize() - filled) {
            isComplete = false;
            return;
        }
        if (memory.read(address, bytes.asSlice(filled, length), length) != length) {
            isComplete = false;
            return;
        }
        starts[runs] = address;
        ends[runs] = address + length;
        offsets[runs++] = filled;
        filled += length;
    }

    @Override
    public int read(long address, MemorySegment into, int length) {
        int done = 0;
        while (done < length) {
            long at = address + done;
            long rangeEnd = endOfRange(at);
            if (rangeEnd < 0) {
                return done + elsewhere.read(at, into.asSlice(done), length - done);
            }
            int count = (int) Math.min(length - done, rangeEnd - at);
            copied(at, into.asSlice(done, count), count);
            done += count;
        }
        return done;
    }

    @Override
    public void close() {
        arena.close();
    }

    /** All within one range: what was not present is zeros. */
    private void copied(long address, MemorySegment into, int length) {
        long end = address + length;
        into.fill((byte) 0);
        for (int i = firstRun(address); i < runs && starts[i] < end; i++) {
            long from = Math.max(address, starts[i]);
            long to = Math.min(end, ends[i]);
            MemorySegment.copy(bytes, offsets[i] + (from - starts[i]), into, from - address, to - from);
        }
    }

    /** The end of the range that {@code address} lies in, -1 where it lies in none. */
    private long endOfRange(long address) {
        int low = 0;
        int high = ranges.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges[2 * middle + 1] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low < ranges.length && address >= ranges[2 * low] ? ranges[2 * low + 1] : -1;
    }

    /** The first run that ends behind {@code address}. */
    private int firstRun(long address) {
        int low = 0;
        int high = runs;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
