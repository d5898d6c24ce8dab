package lacuna.heap.image;

import java.lang.foreign.MemorySegment;
import lacuna.linux.call.Access;
import lacuna.linux.call.Pace;
import lacuna.linux.call.PageFlag;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.ProcessMemory;
import lacuna.linux.call.Refusal;
import lacuna.linux.call.Residency;
import lacuna.linux.proc.Mapping;

/**
 * The resident bytes of a live process. Before anything is read the page tables are asked: a page that is not there is
 * never touched, because touching it would build page tables in the target, fetch a file's page or bring one back from
 * swap. Of private anonymous memory a page that is nowhere was never written: it is known to be zeros.
 */
final class LiveBytes implements AutoCloseable {
    private final ProcessMemory memory;
    private final Residency residency;
    private final ResidencyAhead ahead;

    // The read under way: up to where `into` is filled, and up to where it shall be.
    private MemorySegment into = MemorySegment.NULL;
    private long start;
    private long filledTo;
    private long end;
    private Holes holes = Holes.UNKNOWN;
    private boolean stopped;

    /** What can be said of a page that is neither in memory nor in swap. */
    private enum Holes {
        ZERO,
        UNKNOWN
    }

    private LiveBytes(ProcessMemory memory, Residency residency) {
        this.memory = memory;
        this.residency = residency;
        ahead = new ResidencyAhead(residency);
    }

    static Access<LiveBytes> open(int pid) {
        return switch (ProcessMemory.open(pid)) {
            case Access.Refused<ProcessMemory>(Refusal refusal) -> new Access.Refused<>(refusal);
            case Access.Granted<ProcessMemory>(ProcessMemory memory) ->
                switch (Residency.open(pid, Pace.GENTLE)) {
                    case Access.Refused<Residency>(Refusal refusal) -> {
                        memory.close();
                        yield new Access.Refused<>(refusal);
                    }
                    case Access.Granted<Residency>(Residency residency) ->
                        new Access.Granted<>(new LiveBytes(memory, residency));
                };
        };
    }

    Residency residency() {
        return residency;
    }

    /** Reads {@code length} bytes at {@code address}, all within {@code mapping}: how many could be read. */
    int read(Mapping mapping, long address, MemorySegment target, int length) {
        into = target;
        start = address;
        filledTo = address;
        end = address + length;
        boolean isPrivateAnonymous = !mapping.isShared() && !mapping.isFile();
        holes = isPrivateAnonymous ? Holes.ZERO : Holes.UNKNOWN;
        stopped = false;
        long firstPage = address & -PageSize.BYTES;
        long lastPage = (end + PageSize.BYTES - 1) & -PageSize.BYTES;
        int result = ahead.pour(firstPage, lastPage, mapping.end(), this::run);
        if (result == 0) {
            hole(end);
        }
        return (int) (filledTo - start);
    }

    @Override
    public void close() {
        residency.close();
        memory.close();
    }

    private void run(long address, long pages, int flags) {
        hole(Math.min(address, end));
        long to = Math.min(address + (pages << PageSize.SHIFT), end);
        if (stopped || to <= filledTo) {
            return;
        }
        if ((flags & PageFlag.PRESENT) == 0) {
            stopped = true;
            return;
        }
        while (filledTo < to) {
            long count = memory.read(filledTo, into.asSlice(filledTo - start), to - filledTo);
            if (count <= 0) {
                stopped = true;
                return;
            }
            filledTo += count;
        }
    }

    /** What lies between the last run and {@code to} is neither in memory nor in swap. */
    private void hole(long to) {
        if (stopped || to <= filledTo) {
            return;
        }
        if (holes == Holes.UNKNOWN) {
            stopped = true;
            return;
        }
        into.asSlice(filledTo - start, to - filledTo).fill((byte) 0);
        filledTo = to;
    }
}
